# fail2ban has banned the client's address
OUTCOME=failed STAGE=reach SIDES=server CAUSES='server-blocks-client-ip-ban-or-ddos server-host-firewall-drops-udp500'
fault_in_server_config() {
    iptables-legacy -N f2b-ipsec
    iptables-legacy -A f2b-ipsec -s 203.0.113.45/32 -j DROP
    iptables-legacy -A f2b-ipsec -j RETURN
    input -p udp -m multiport --dports 500,4500 -j f2b-ipsec
}
