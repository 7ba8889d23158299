# The user's line in chap-secrets allows another address than the pool gives
CHAP_SECRETS='vpnuser l2tpd lab-password 10.77.0.5'
OUTCOME=failed STAGE=ipcp SIDES=server CAUSES=ipcp-address-assignment-fails
EXPECT_SERVER='not authorized to use remote address'
