# Hosts are network, mount, name and process namespaces:
#   client, client2 -- home (router, NAT) -- isp -- server; 192.0.2.80 is "the internet" on the isp.

MODULES='veth bridge esp4 xfrm_user af_key ppp_generic ppp_async ppp_mppe l2tp_ppp nfnetlink_log xt_policy xt_NFLOG
  nf_conntrack_netlink iptable_filter iptable_nat iptable_mangle iptable_raw xt_MASQUERADE xt_conntrack xt_multiport xt_tcpudp
  ipt_REJECT xt_CT xt_LOG xt_comment xt_length xt_statistic xt_u32 authenc echainiv seqiv gcm ctr cbc hmac sha1_generic
  sha256_generic sha512_generic aes_generic des_generic sch_netem udp_diag dummy'

load_modules() {
    local m wanted=
    mount -t tmpfs tmpfs /etc/modprobe.d
    for m in $SKIP_MODULES; do echo "install $m /bin/false"; done >/etc/modprobe.d/lab.conf   # nor on demand
    for m in $MODULES; do case " $SKIP_MODULES " in *" $m "*) ;; *) wanted+=" $m" ;; esac; done
    modprobe -a $wanted
}

# on HOST command…: runs it there
on() {
    local host=$1; shift
    HOST=$host nsenter -t "$(</run/hosts/"$host")" -m -u -n -p -- "$@"
}

# in_host HOST function argument…: runs one of our functions there
in_host() {
    local host=$1; shift
    on "$host" bash-static -c '. "$LAB/guest/lib.sh"; "$@"' _ "$@"
}

hook() { "$@"; }
given() { [[ $(declare -f "$1") != *"
    :
"* ]]; }   # a hook that does something

host_add() {
    ip netns exec "$1" unshare -m -u -p --fork --mount-proc --propagation private "$LAB/guest/host" "$1" &
    host_parent[$1]=$!
}

host_ready() {
    local child
    while [ ! -e "$OUT/raw/ready.$1" ]; do nap 0.1; done
    read -r child _ <"/proc/${host_parent[$1]}/task/${host_parent[$1]}/children"
    echo "$child" >"/run/hosts/$1"
}

# cable HOST CARD HOST CARD
cable() {
    links+="link add $2 netns $1 type veth peer name $4 netns $3"$'\n'
    inside[$1]+="link set $2 up"$'\n'
    inside[$3]+="link set $4 up"$'\n'
}

# One ip process for the cables, one a host for what is at its ends
network_up() {
    local h mac ip=5 links='' spaces=''
    local -A inside=() host_parent=()
    for h in home isp server $MACS; do spaces+="netns add $h"$'\n'; done
    ip -batch - <<<"$spaces"
    for h in home isp server $MACS; do host_add "$h"; done
    cable isp srv server eth0
    inside[isp]+='addr add 198.51.100.1/24 dev srv
addr add 192.0.2.80/32 dev lo
'
    inside[server]+='addr add 198.51.100.20/24 dev eth0
route add default via 198.51.100.1
'
    if [ "$NAT" = yes ]; then
        cable home wan isp cust
        inside[isp]+='addr add 203.0.113.46/30 dev cust
'
        inside[home]+='addr add 203.0.113.45/30 dev wan
route add default via 203.0.113.46
link add br0 type bridge
link set br0 up
addr add 192.168.11.1/24 dev br0
'
        for mac in $MACS; do
            cable "$mac" eth0 home "lan$ip"
            inside[home]+="link set lan$ip master br0
"
            inside[$mac]+="addr add 192.168.11.$ip/24 dev eth0
route add default via 192.168.11.1
"
            ip=$((ip + 1))
        done
    else
        cable client eth0 isp cust
        inside[isp]+='addr add 203.0.113.66/30 dev cust
'
        inside[client]+='addr add 203.0.113.65/30 dev eth0
route add default via 203.0.113.66
'
    fi
    ip -batch - <<<"$links"
    for h in "${!inside[@]}"; do ip -n "$h" -batch - <<<"${inside[$h]}"; done
    for h in home isp server $MACS; do host_ready "$h"; done
    [ "$NAT" = no ] || on home iptables-legacy -t nat -A POSTROUTING -o wan -j MASQUERADE
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
