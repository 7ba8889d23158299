# net.ipv4.ip_forward is 0
IKE=libreswan
OUTCOME=degraded STAGE=data SIDES=server CAUSES=data-ip-forward-disabled
EXPECT_STATE='ip_forward = 0'
fault_in_server() { sysctl -qw net.ipv4.ip_forward=0; }
