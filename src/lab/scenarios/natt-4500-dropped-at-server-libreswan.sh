# The firewall opens UDP 500 only; policy DROP; 4500/tcp was opened by mistake
IKE=libreswan FIREWALL=drop VERBOSE=no
OUTCOME=failed STAGE=nat-t SIDES=server CAUSES=natt-udp4500-blocked-at-server
fault_in_server_config() { forget_accept_ike; input -p udp --dport 500 -j ACCEPT; input -p tcp --dport 4500 -j ACCEPT; }
