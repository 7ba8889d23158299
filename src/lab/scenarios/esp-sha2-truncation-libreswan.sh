# sha2-truncbug=yes on the server: 96-bit checksums against the Mac's 128
IKE=libreswan MACOS=13 SERVER_ESP=aes256-sha2_256 IKE_OPTIONS='  sha2-truncbug=yes'
OUTCOME=failed STAGE=esp SIDES='settings server' CAUSES=esp-sha2-256-truncation-mismatch
EXPECT_STATE='XfrmInStateProtoError\s+[1-9]'
