# The pre-shared keys differ; strongSwan, client without verbose logging
MAC_PSK=another-psk-987654 VERBOSE=no MAC_ZONE=-5
OUTCOME=failed STAGE=ike-auth SIDES='settings client' CAUSES=ikeauth-psk-mismatch
EXPECT_SERVER='could not decrypt payloads|invalid ID_V1 payload length'
