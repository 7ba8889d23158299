# Captures, snapshots of the server's state, keys, logs. Snapshot, keys and logs run inside the server.

captures_start() {
    local mac
    capture server eth0 server.eth0
    [ "$NAT" = yes ] && capture home wan home.wan
    for mac in $MACS; do capture "$mac" eth0 "$mac.eth0"; capture "$mac" nflog:5 "$mac.l2tp"; done
    [ -z "$SERVER_NFLOG" ] || capture server "nflog:$SERVER_NFLOG" server.nflog
    wait_for 10 captures_run
    asks_serve &
    echo $! >/run/asks.pid
}

capture() {
    nsenter --net="/run/netns/$1" tcpdump -i "$2" -U -s 0 -Z root -w "$OUT/raw/$3.pcap" 2>"$OUT/raw/$3.tcpdump" &
    echo $! >>/run/captures
}
captures_run() {
    local said
    for said in "$OUT"/raw/*.tcpdump; do has 'listening on' "$said" || return 1; done
}
captures_stop() { nap 0.5; kill -INT $(</run/captures); nap 0.5; kill "$(</run/asks.pid)"; }

# a Mac asks for something to be done on the server (snapshot after its attempt, keys)
asks_serve() {
    while :; do
        if [ -s "$OUT/raw/ask" ]; then in_host server $(<"$OUT/raw/ask"); rm -f "$OUT/raw/ask"; fi
        nap 0.3
    done
}

# snapshot before|after: one file a command, as DESIGN.md §4; record.py takes out secrets and the lab's own processes
snapshot() {
    local to=$OUT/state/$1 now=$EPOCHREALTIME
    mkdir -p "$to"
    printf '%(%Y-%m-%dT%H:%M:%S)T.%s000Z\n' "${now%.*}" "${now#*.}" >"$to/date.txt"
    echo "$(</proc/uptime)" >"$to/uptime.txt"
    ip -s xfrm state >"$to/ip-s-xfrm-state.txt"
    ip xfrm state >"$to/ip-xfrm-state.txt"
    ss -lunp >"$to/ss-lunp.txt"
    iptables-legacy-save -c >"$to/iptables-save-c.txt"
    echo "$(</proc/net/xfrm_stat)" >"$to/xfrm_stat.txt"
    ps -eo pid,ppid,stat,etimes,args >"$to/ps.txt"
    ip xfrm policy >"$to/ip-xfrm-policy.txt"
    ip addr >"$to/ip-addr.txt"
    ip route >"$to/ip-route.txt"
    ip rule >"$to/ip-rule.txt"
    { ip route get "$PEER"; ip route get "$PEER" from 198.51.100.20; } >"$to/ip-route-get.txt" 2>&1
    nstat -asz >"$to/nstat.txt" 2>/dev/null
    conntrack -L >"$to/conntrack.txt" 2>/dev/null
    lsmod >"$to/lsmod.txt"
    sysctl net.ipv4.ip_forward net.ipv4.conf.{all,default,eth0}.rp_filter net.ipv4.conf.all.{send,accept}_redirects \
        net.netfilter.nf_conntrack_{max,count} >"$to/sysctl.txt" 2>/dev/null
    ike_status >"$to/ipsec-status.txt" 2>&1
    cp /etc/ipsec.conf /etc/xl2tpd/xl2tpd.conf /etc/ppp/options.xl2tpd /etc/ipsec.secrets /etc/ppp/chap-secrets "$to/" 2>/dev/null
    return 0
}

# what "ipsec statusall" and "ipsec status" do
ike_status() {
    if [ "$IKE" = libreswan ]; then timeout 5 /usr/libexec/ipsec/whack --status
    elif [ -e /run/charon.pid ]; then timeout 5 /usr/lib/ipsec/stroke statusall; fi
}

keep_keys() {
    [ -z "$NO_KEYS" ] || return 0
    local now; now=$(ip xfrm state)
    mkdir -p "$OUT/keys"
    [ -z "$now" ] || grep -qsF "$(grep -m1 'spi' <<<"$now")" "$OUT/keys/ip-xfrm-state.txt" || echo "$now" >>"$OUT/keys/ip-xfrm-state.txt"
}

logs_keep() { mkdir -p "$OUT/log"; cp /var/log/messages /var/log/secure "$OUT/log/"; }
