# pluto is there, its sockets are open, but it is stopped
IKE=libreswan MAC_SKEW=12.5
OUTCOME=failed STAGE=reach SIDES=server CAUSES='server-ike-daemon-unresponsive'
fault_in_server() { kill -STOP "$(pid_of pluto)"; }
