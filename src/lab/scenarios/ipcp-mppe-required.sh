# The server requires MPPE, which Macs do not speak over L2TP
OUTCOME=failed STAGE=ipcp SIDES='server settings' CAUSES='ipcp-mppe-required-mismatch'
EXPECT_SERVER='MPPE required'
fault_in_server_config() { sed -i '/noccp/d' /etc/ppp/options.xl2tpd; echo require-mppe-128 >>/etc/ppp/options.xl2tpd; }
