# The server wants an elliptic curve group, which no Mac offers for L2TP
PLUGINS+=" openssl" SERVER_IKE=aes256-sha2_256-ecp256 MACOS=13
OUTCOME=failed STAGE=ike-phase1 SIDES='settings server client' CAUSES=ike1-proposal-mismatch
EXPECT_SERVER='no proposal found|NO_PROPOSAL_CHOSEN|NO_PROP'
