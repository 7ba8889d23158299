# The home router takes UDP 500 for itself and answers the server's replies with port unreachable
OUTCOME=failed STAGE=reach SIDES='client-network'
CAUSES='client-router-forwards-500-4500-to-other-host client-router-is-its-own-vpn-endpoint path-return-packets-lost'
fault_on_path() { on home iptables-legacy -t raw -A PREROUTING -i wan -p udp -m multiport --dports 500,4500 -j CT --notrack; }
