# The FORWARD chain refuses what comes from ppp+
IKE=libreswan VERBOSE=no
OUTCOME=degraded STAGE=data SIDES=server CAUSES=data-forward-chain-drops
fault_in_server_config() { iptables-legacy -F FORWARD; iptables-legacy -A FORWARD -j REJECT --reject-with icmp-host-prohibited; }
