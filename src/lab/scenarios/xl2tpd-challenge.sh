# Tunnel authentication, which Macs do not know
XL2TPD_LNS=$'challenge = yes'
OUTCOME=failed STAGE=l2tp-tunnel SIDES='server settings' CAUSES='l2tp-tunnel-auth-required'
EXPECT_CLIENT='Auth Challenge AVP - not supported'
fault_in_server_config() { echo '* * "lab-psk-tunnel"' >/etc/xl2tpd/l2tp-secrets; }
