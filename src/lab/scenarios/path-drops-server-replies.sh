# The server's answers from port 500 get lost on the way back
OUTCOME=failed STAGE=reach SIDES='path client-network'
CAUSES='path-return-packets-lost client-router-forwards-500-4500-to-other-host client-router-is-its-own-vpn-endpoint path-isp-or-national-filter-drops-ike'
fault_on_path() { on isp iptables-legacy -A FORWARD -s 198.51.100.20 -p udp --sport 500 -j DROP; }
