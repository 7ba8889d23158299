# Strict reverse path filter, and the best route to the client is another card: dropped before netfilter
OUTCOME=failed STAGE=reach SIDES=server CAUSES='esp-rp-filter-drop server-replies-by-wrong-route'
EXPECT_STATE='ReversePathFilter'
NOT_SERVER='ID_PROT'
fault_in_server() {
    ip link add eth1 type dummy && ip link set eth1 up && ip addr add 10.20.0.1/24 dev eth1
    ip route add 203.0.113.0/24 via 10.20.0.254
    sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.eth0.rp_filter=1 net.ipv4.conf.all.log_martians=1
}
