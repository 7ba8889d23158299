# The user's line in chap-secrets allows no address, another user's does
CHAP_SECRETS=$'other l2tpd lab-password *\nvpnuser l2tpd lab-password -'
OUTCOME=failed STAGE=ipcp SIDES=server CAUSES=ipcp-address-assignment-fails
EXPECT_SERVER='not authorized to use remote address'
