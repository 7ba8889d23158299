# Wrong password; macOS 13, no NAT
MACOS=13 NAT=no MAC_PASSWORD=another-password MAC_ZONE=+1
OUTCOME=failed STAGE=ppp-auth SIDES='settings client' CAUSES=auth-credentials-rejected
EXPECT_SERVER='failed CHAP authentication'
