# The pre-shared keys differ; libreswan
IKE=libreswan MAC_PSK=another-psk-987654 MAC_SKEW=-80
OUTCOME=failed STAGE=ike-auth SIDES='settings client' CAUSES=ikeauth-psk-mismatch
EXPECT_SERVER='mismatch of preshared secrets'
