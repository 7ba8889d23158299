# The user's line in chap-secrets allows no address, another user's does
CHAP_SECRETS=$'other l2tpd lab-password *\nvpnuser l2tpd lab-password -'
# pppd agrees to the address first and looks whether it is allowed afterwards: the Mac was connected for a second
OUTCOME=dropped STAGE=ipcp SIDES=server CAUSES=ipcp-address-assignment-fails
EXPECT_SERVER='not authorized to use remote address'
