# Nobody opened UDP 500: policy DROP, silent; no client behind NAT, not verbose
IKE=libreswan NAT=no FIREWALL=drop VERBOSE=no
OUTCOME=failed STAGE=reach SIDES=server CAUSES=server-host-firewall-drops-udp500
NOT_SERVER='responding to Main Mode'
fault_in_server_config() { forget_accept_ike; }
