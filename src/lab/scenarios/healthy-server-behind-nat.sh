# Nothing wrong: the server has a private address, 500 and 4500 are forwarded to it
OUTCOME=established STAGE=data SIDES=none CAUSES=none
fault_in_server_config() { private_server; }
fault_on_path() { nat_before_server; on isp iptables-legacy -t nat -A PREROUTING -d 198.51.100.20 -p udp -m multiport --dports 500,4500 -j DNAT --to-destination 10.0.0.20; }
