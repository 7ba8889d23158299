# The user's line in chap-secrets gives an address outside the pool, which nothing translates
CHAP_SECRETS='vpnuser l2tpd lab-password 10.77.0.5'
OUTCOME=degraded STAGE=data SIDES=server CAUSES='data-masquerade-missing ipcp-address-assignment-fails'
EXPECT_CLIENT='local  IP address 10.77.0.5'
