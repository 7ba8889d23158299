# The FORWARD chain has no rule for ppp+
OUTCOME=degraded STAGE=data SIDES=server CAUSES=data-forward-chain-drops
fault_in_server_config() { iptables-legacy -F FORWARD; }
