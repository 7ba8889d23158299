# Small packets pass, those over 1000 bytes get lost without a word
OUTCOME=degraded STAGE=data SIDES='path server client-network' CAUSES='data-mtu-mss-blackhole'
fault_on_path() { on isp iptables-legacy -A FORWARD -p udp --dport 4500 -m length --length 1000: -j DROP; }
while_connected() {
    on client ping -c 2 -i 1 -W 2 192.0.2.80
    on client ping -c 4 -i 1 -s 1100 -W 2 192.0.2.80
    on client ping -c 2 -i 1 -W 2 192.0.2.80
}
