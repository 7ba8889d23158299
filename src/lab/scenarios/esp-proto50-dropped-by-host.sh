# No NAT, so native ESP; the server's firewall has no rule for protocol 50
NAT=no FIREWALL=drop VERBOSE=no
OUTCOME=failed STAGE=esp SIDES='server path' CAUSES=esp-proto50-blocked
fault_in_server_config() { iptables-legacy -D INPUT -p esp -j ACCEPT; }
