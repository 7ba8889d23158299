# The client's own router lets no UDP 500 out: nothing arrives at the server
VERBOSE=no MAC_SKEW=41
OUTCOME=failed STAGE=reach SIDES='path client-network'
CAUSES='client-network-blocks-ike-out path-isp-or-national-filter-drops-ike server-provider-firewall-blocks-udp500 client-firewall-or-security-suite-blocks-ike client-network-ipv4-over-ipv6-limits server-behind-nat-no-forward'
fault_on_path() { on home iptables-legacy -A FORWARD -p udp --dport 500 -j DROP; }
