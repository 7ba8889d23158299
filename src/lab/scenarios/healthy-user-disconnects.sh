# Connected, used, and closed by the user
IKE=libreswan MACOS=13 MAC_ZONE=+2
OUTCOME=closed STAGE=sustained SIDES='none client' CAUSES='none session-client-closes-first'
EXPECT_CLIENT='DISCONNECT'
run_story() { mac_dials client && mac_uses_the_line && mac_disconnects client; }
