# The home router lets one IPsec client through at a time; another Mac behind it is connected
MACS='client client2' FAILING_MAC=client2
OUTCOME=failed STAGE=reach SIDES='client-network client' CAUSES='client-router-single-ipsec-session client-firewall-or-security-suite-blocks-ike client-network-blocks-ike-out client-udp500-in-use-by-other-vpn'
fault_on_path() { on home iptables-legacy -A FORWARD -s 192.168.11.6 -p udp -m multiport --dports 500,4500 -j DROP; }
run_story() { mac_dials client; mac_uses_the_line; mac_dials client2; }
