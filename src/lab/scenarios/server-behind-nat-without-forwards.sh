# The server has a private address; the NAT router in front of it forwards nothing
OUTCOME=failed STAGE=reach SIDES='server path client-network'
CAUSES='server-behind-nat-no-forward server-provider-firewall-blocks-udp500 path-isp-or-national-filter-drops-ike client-network-blocks-ike-out client-firewall-or-security-suite-blocks-ike client-network-ipv4-over-ipv6-limits'
fault_in_server_config() { private_server; }
fault_on_path() { nat_before_server; on isp iptables-legacy -A INPUT -p udp -j DROP; }
