# Nothing translates the pool's addresses
OUTCOME=degraded STAGE=data SIDES=server CAUSES=data-masquerade-missing
fault_in_server_config() { iptables-legacy -t nat -F POSTROUTING; }
