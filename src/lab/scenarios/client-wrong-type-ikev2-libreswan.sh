# The Mac's profile is IKEv2; such a profile writes no ppp.log
IKE=libreswan MAC_IKE_OPTIONS='  keyexchange=ikev2' MAC_IKE=aes256-sha2_256-modp2048 NO_CLIENT_LOG=yes
OUTCOME=failed STAGE=ike-phase1 SIDES=client CAUSES='client-wrong-vpn-type'
EXPECT_SERVER='IKE_SA_INIT'
