# UDP 500 is not tracked, and a SNAT rule meant for the pool rewrites the server's own answers
OUTCOME=failed STAGE=reach SIDES=server CAUSES='server-replies-from-other-address'
fault_in_server_config() {
    ip addr add 198.51.100.21/24 dev eth0
    iptables-legacy -t raw -A PREROUTING -p udp --dport 500 -j CT --notrack
    iptables-legacy -t nat -A POSTROUTING -o eth0 -j SNAT --to-source 198.51.100.21
}
