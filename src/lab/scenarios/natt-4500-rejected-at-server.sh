# The firewall opens UDP 500 only; 4500 hits the final REJECT
OUTCOME=failed STAGE=nat-t SIDES=server CAUSES=natt-udp4500-blocked-at-server
fault_in_server_config() { forget_accept_ike; input -p udp --dport 500 -j ACCEPT; }
