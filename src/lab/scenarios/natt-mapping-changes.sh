# The home router forgets its mapping of 4500 all the time and takes another port each time: charon follows, most packets get lost
OUTCOME=degraded STAGE=l2tp-tunnel SIDES='client-network path' CAUSES='natt-mapping-changes-during-setup esp-in-udp-dropped-by-middlebox'
fault_on_path() {
    on home iptables-legacy -t nat -I POSTROUTING -o wan -p udp --sport 4500 -j MASQUERADE --to-ports 30000-39999 --random
    on home bash -c 'while :; do conntrack -D -p udp --orig-port-dst 4500; sleep 0.2; done' >/dev/null 2>&1 &
}
