# The host's own OUTPUT chain drops the IKE answers
OUTCOME=failed STAGE=reach SIDES=server CAUSES=server-host-firewall-drops-replies
fault_in_server_config() { iptables-legacy -A OUTPUT -p udp -m multiport --sports 500,4500 -j DROP; }
