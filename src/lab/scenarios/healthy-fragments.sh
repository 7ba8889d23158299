# Nothing wrong: the line's MTU is 600, packets come in fragments and arrive
OUTCOME=established STAGE=data SIDES=none CAUSES=none
fault_on_path() {
    on client sysctl -qw net.ipv4.ip_no_pmtu_disc=1
    on client ip link set eth0 mtu 600
}
while_connected() { mac_uses_the_line; on client ping -c 2 -s 1000 192.0.2.80; }
