# pppol2tp.so is missing
OUTCOME=failed STAGE=lcp SIDES=server CAUSES='session-pppd-option-or-plugin-error'
EXPECT_SERVER='pppol2tp.so'
fault_in_server_config() { mkdir /run/empty && mount --bind /run/empty /usr/lib/pppd/2.4.9; }
