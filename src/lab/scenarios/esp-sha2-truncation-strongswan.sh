# sha256_96=yes on the server: 96-bit checksums against the Mac's 128
MACOS=13 SERVER_ESP=aes256-sha2_256 IKE_OPTIONS='  sha256_96=yes' PPPD_DEBUG=no
OUTCOME=failed STAGE=esp SIDES='settings server' CAUSES=esp-sha2-256-truncation-mismatch
EXPECT_STATE='XfrmInStateProtoError\s+[1-9]'
