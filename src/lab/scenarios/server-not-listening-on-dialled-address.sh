# The address dialled was added after pluto had started: nobody listens on it
IKE=libreswan DIALLED=198.51.100.21 SERVER=198.51.100.21
OUTCOME=failed STAGE=reach SIDES=server CAUSES=server-ike-no-listener
fault_in_server() { ip addr add 198.51.100.21/24 dev eth0; }
