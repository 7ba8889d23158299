# /dev/ppp is missing, as on an OpenVZ guest
MACOS=13
OUTCOME=failed STAGE=lcp SIDES=server CAUSES=session-pppd-kernel-ppp-missing
EXPECT_SERVER='code 4|/dev/ppp'
fault_in_server_config() { own_dev; }
