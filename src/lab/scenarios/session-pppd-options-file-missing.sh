# pppoptfile names a file that is not there
OUTCOME=failed STAGE=lcp SIDES=server CAUSES='session-pppd-option-or-plugin-error'
EXPECT_SERVER='code 2'
fault_in_server() { mv /etc/ppp/options.xl2tpd /etc/ppp/options.l2tpd; }
