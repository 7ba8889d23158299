# Small packets pass, those over 1000 bytes towards the client get lost without a word: a download hangs
OUTCOME=degraded STAGE=data SIDES='path server client-network' CAUSES='data-mtu-mss-blackhole'
fault_on_path() { on isp iptables-legacy -A FORWARD -s 198.51.100.20 -p udp --sport 4500 -m length --length 1000: -j DROP; }
while_connected() {
    on client ping -c 2 -i 1 -W 2 192.0.2.80
    on isp bash -c 'head -c 20000 /dev/zero | timeout 30 nc -N -l 80' &
    sleep 1
    on client bash -c 'timeout 20 nc 192.0.2.80 80 </dev/null | wc -c'
    on client ping -c 2 -i 1 -W 2 192.0.2.80
}
