# The only line in chap-secrets allows no address: pppd refuses to start
CHAP_SECRETS='vpnuser l2tpd lab-password -'
OUTCOME=failed STAGE=lcp SIDES=server CAUSES='session-pppd-auth-setup-impossible ipcp-address-assignment-fails'
EXPECT_SERVER='None of the available passwords would let it use an IP address'
