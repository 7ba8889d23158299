# The sample file's ms-dns is still there; nobody answers on it
OUTCOME=degraded STAGE=data SIDES=server CAUSES='data-dns-pushed-wrong'
fault_in_server_config() { sed -i '/ms-dns/d' /etc/ppp/options.xl2tpd; echo 'ms-dns 192.168.1.1' >>/etc/ppp/options.xl2tpd; }
while_connected() { on client ip route add 192.168.1.1 dev ppp0; asks_dns 192.168.1.1; mac_uses_the_line; asks_dns 192.168.1.1; }
