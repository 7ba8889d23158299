# pppd is there but may not be executed
OUTCOME=failed STAGE=lcp SIDES=server CAUSES='session-pppd-not-installed-or-exec-fails'
EXPECT_SERVER='Exec of .*pppd failed'
fault_in_server_config() { echo nothing >/run/pppd && mount --bind /run/pppd /usr/sbin/pppd; }
