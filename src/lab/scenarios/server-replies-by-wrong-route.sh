# A route for the client's network points to another card
OUTCOME=failed STAGE=reach SIDES=server CAUSES=server-replies-by-wrong-route
fault_in_server() {
    ip link add eth1 type dummy && ip link set eth1 up && ip addr add 10.20.0.1/24 dev eth1
    ip route add 203.0.113.0/24 via 10.20.0.254
    ip neigh add 10.20.0.254 lladdr 02:00:00:00:00:fe dev eth1
}
