# An option this pppd does not know; libreswan, no debug, terse client
IKE=libreswan PPPD_DEBUG=no VERBOSE=no PPP_OPTIONS='require-mschapv2'
OUTCOME=failed STAGE=lcp SIDES=server CAUSES='session-pppd-option-or-plugin-error session-pppd-tty-option-with-kernel-l2tp'
EXPECT_SERVER='code 2'
