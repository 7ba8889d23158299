# The sample file's crtscts, lock and modem with kernel L2TP
PPP_OPTIONS=$'crtscts\nlock\nmodem'
OUTCOME=failed STAGE=lcp SIDES=server CAUSES='session-pppd-tty-option-with-kernel-l2tp session-pppd-option-or-plugin-error'
EXPECT_SERVER='unrecognized option'
