# The first message is bigger than the path, and the path loses IP fragments
MACOS=10.12 FIREWALL=none
OUTCOME=failed STAGE=ike-phase1 SIDES='path client-network' CAUSES='ike1-packet-fragments-lost path-isp-or-national-filter-drops-ike'
fault_on_path() {
    on client sysctl -qw net.ipv4.ip_no_pmtu_disc=1
    on client ip link set eth0 mtu 600
    on isp iptables-legacy -t raw -A PREROUTING -i cust -f -j DROP
}
