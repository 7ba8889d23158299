# The user's line in chap-secrets allows no address at all
CHAP_SECRETS='vpnuser l2tpd lab-password -'
OUTCOME=failed STAGE=ipcp SIDES=server CAUSES=ipcp-address-assignment-fails
EXPECT_SERVER='not authorized to use remote address'
