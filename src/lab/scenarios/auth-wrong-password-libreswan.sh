# Wrong password; libreswan, pppd without debug, Mac without verbose logging
IKE=libreswan PPPD_DEBUG=no VERBOSE=no MAC_PASSWORD=another-password
OUTCOME=failed STAGE=ppp-auth SIDES='settings client' CAUSES=auth-credentials-rejected
EXPECT_SERVER='failed CHAP authentication'
