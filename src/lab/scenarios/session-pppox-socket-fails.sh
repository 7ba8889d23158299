# l2tp_ppp was there when xl2tpd started and is gone when the first tunnel needs it
OUTCOME=failed STAGE=l2tp-session SIDES=server CAUSES='session-pppox-socket-fails'
EXPECT_SERVER='PPPoL2TP'
fault_on_path() { rmmod l2tp_ppp; echo 'install l2tp_ppp /bin/false' >>/etc/modprobe.d/lab.conf; }
