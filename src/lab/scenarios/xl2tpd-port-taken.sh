# Another program holds UDP 1701, xl2tpd cannot bind
IKE=libreswan
OUTCOME=failed STAGE=l2tp-tunnel SIDES=server CAUSES='l2tp-listen-addr-or-port-conflict l2tp-daemon-not-running'
EXPECT_SERVER='Unable to bind socket'
fault_in_server_config() { nc -u -l -k -p 1701 >/dev/null 2>&1 </dev/null & sleep 0.5; }
