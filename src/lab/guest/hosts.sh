# Hosts are network, mount, name and process namespaces:
#   client, client2 -- home (router, NAT) -- isp -- server; 192.0.2.80 is "the internet" on the isp.

MODULES='veth bridge esp4 xfrm_user af_key ppp_generic ppp_async ppp_mppe l2tp_ppp nfnetlink_log xt_policy xt_NFLOG
  nf_conntrack_netlink iptable_filter iptable_nat iptable_mangle iptable_raw xt_MASQUERADE xt_conntrack xt_multiport xt_tcpudp
  ipt_REJECT xt_CT xt_LOG xt_comment xt_length xt_statistic xt_u32 authenc echainiv seqiv gcm ctr cbc hmac sha1_generic
  sha256_generic sha512_generic aes_generic des_generic sch_netem udp_diag dummy'

load_modules() {
    local m
    mount -t tmpfs tmpfs /etc/modprobe.d
    for m in $SKIP_MODULES; do echo "install $m /bin/false"; done >/etc/modprobe.d/lab.conf   # nor on demand
    for m in $MODULES; do
        case " $SKIP_MODULES " in *" $m "*) ;; *) modprobe "$m" || echo "no module $m" ;; esac
    done
}

# on HOST command…: runs it there
on() {
    local host=$1; shift
    HOST=$host nsenter -t "$(</run/hosts/"$host")" -m -u -n -p -- "$@"
}

# in_host HOST function argument…: runs one of our functions there
in_host() {
    local host=$1; shift
    on "$host" bash -c '. "$LAB/guest/lib.sh"; "$@"' _ "$@"
}

hook() { "$@"; }

host_add() {
    ip netns add "$1"
    ip netns exec "$1" unshare -m -u -p --fork --mount-proc --propagation private "$LAB/guest/host" "$1" &
    local parent=$!
    while [ ! -e "$OUT/work/ready.$1" ]; do sleep 0.1; done
    cut -d' ' -f1 "/proc/$parent/task/$parent/children" >"/run/hosts/$1"
}

# cable HOST CARD HOST CARD
cable() {
    ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"
    ip -n "$1" link set "$2" up
    ip -n "$3" link set "$4" up
}

network_up() {
    local h mac ip=5
    for h in home isp server $MACS; do host_add "$h"; done
    cable isp srv server eth0
    ip -n isp addr add 198.51.100.1/24 dev srv
    ip -n isp addr add 192.0.2.80/32 dev lo
    ip -n server addr add 198.51.100.20/24 dev eth0
    ip -n server route add default via 198.51.100.1
    on isp sysctl -qw net.ipv4.ip_forward=1
    if [ "$NAT" = yes ]; then
        cable home wan isp cust
        ip -n isp addr add 203.0.113.46/30 dev cust
        ip -n home addr add 203.0.113.45/30 dev wan
        ip -n home route add default via 203.0.113.46
        on home sysctl -qw net.ipv4.ip_forward=1
        ip -n home link add br0 type bridge
        ip -n home link set br0 up
        ip -n home addr add 192.168.11.1/24 dev br0
        for mac in $MACS; do
            cable "$mac" eth0 home "lan$ip"
            ip -n home link set "lan$ip" master br0
            ip -n "$mac" addr add "192.168.11.$ip/24" dev eth0
            ip -n "$mac" route add default via 192.168.11.1
            ip=$((ip + 1))
        done
        on home iptables-legacy -t nat -A POSTROUTING -o wan -j MASQUERADE
    else
        cable client eth0 isp cust
        ip -n isp addr add 203.0.113.66/30 dev cust
        ip -n client addr add 203.0.113.65/30 dev eth0
        ip -n client route add default via 203.0.113.66
    fi
}

# nap SECONDS: without a process, which is dear here
nap() {
    [ -n "$NAP" ] || exec {NAP}<> <(:)
    if [ -n "$NAP" ]; then read -rt "$1" -u "$NAP" || :; else sleep "$1"; fi
}

# wait_for SECONDS command…: polls
wait_for() {
    local until=$((${EPOCHREALTIME/./} + $1 * 1000000)); shift
    until "$@" >/dev/null 2>&1; do
        [ "${EPOCHREALTIME/./}" -lt "$until" ] || return 1
        nap 0.3
    done
}
