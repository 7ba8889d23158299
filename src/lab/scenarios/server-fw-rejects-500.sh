# Nobody opened UDP 500 and 4500: the final REJECT answers with ICMP
OUTCOME=failed STAGE=reach SIDES=server CAUSES=server-host-firewall-drops-udp500
NOT_SERVER='ID_PROT'
fault_in_server_config() { forget_accept_ike; }
