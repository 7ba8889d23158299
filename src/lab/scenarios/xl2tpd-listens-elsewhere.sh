# listen-addr is another address of the server
XL2TPD_GLOBAL='listen-addr = 198.51.100.21'
OUTCOME=failed STAGE=l2tp-tunnel SIDES=server CAUSES='l2tp-listen-addr-or-port-conflict'
EXPECT_SERVER='Listening on IP address 198.51.100.21'
fault_in_server_config() { ip addr add 198.51.100.21/24 dev eth0; }
