# The Mac: strongSwan, xl2tpd and pppd with racoon's and Apple pppd's offers, order and patience.
# ppp_log.py makes the ppp.log of it from the packets and from marks. Runs inside a client host, dials from the director.

mac_start() {
    local ip=$MAC_IP
    [ "$HOST" != client2 ] || ip=192.168.11.6
    [ "$HOST" = client2 ] && [ -z "$CLIENT2_SAME_PORT" ] && MAC_L2TP_PORT=$((MAC_L2TP_PORT + 7))
    put /etc/strongswan.conf <<CONF
charon {
  retransmit_tries = 20
  retransmit_timeout = 3
  retransmit_base = 1
  keep_alive = $MAC_KEEP_ALIVE
  load = $PLUGINS
}
CONF
    put /etc/ipsec.conf <<CONF
config setup
conn mac
  keyexchange=ikev1
  type=transport
  authby=secret
  left=$ip
  leftprotoport=17/$MAC_L2TP_PORT
  right=$DIALLED
  rightid=%any
  rightprotoport=17/1701
  ike=$MAC_IKE!
  esp=$MAC_ESP!
  ikelifetime=1h
  lifetime=1h
  margintime=9m
  keyingtries=1
  auto=add
$MAC_IKE_OPTIONS
CONF
    sed -i '/^$/d' /etc/ipsec.conf
    echo ": PSK \"$MAC_PSK\"" >/etc/ipsec.secrets
    put /etc/xl2tpd/xl2tpd.conf <<CONF
[global]
port = $MAC_L2TP_PORT
force userspace = yes
cap backoff = 4
max retries = 6
debug tunnel = yes
debug state = yes
[lac vpn]
lns = $DIALLED
ppp debug = yes
pppoptfile = /etc/ppp/options.mac
length bit = yes
name = $MAC_USER
CONF
    put /etc/ppp/options.mac <<CONF
name $MAC_USER
password $MAC_PASSWORD
noauth
asyncmap 0
noccp
novj
nodeflate
usepeerdns
ipcp-accept-local
ipcp-accept-remote
nodefaultroute
noproxyarp
ipparam mac
mtu 1280
lcp-echo-interval 20
lcp-echo-failure 15
debug
$MAC_PPP_OPTIONS
CONF
    rm -f /etc/ppp/options
    for end in "OUTPUT --dport" "INPUT --sport"; do
        set -- $end
        iptables-legacy -t mangle -A "$1" -p udp "$2" 1701 -j NFLOG --nflog-group 5 --nflog-threshold 1
    done
    mac_daemons
}

# racoon ignores error notifies in phase 1 and goes on asking; charon would give up at once
deaf_to_notifies() {
    iptables-legacy -t raw "$1" PREROUTING -p udp --sport 500 -m u32 --u32 '0>>22&0x3C@24&0xFF00=0x0500' -j DROP
    iptables-legacy -t raw "$1" PREROUTING -p udp --sport 4500 -m u32 --u32 '0>>22&0x3C@8=0 && 0>>22&0x3C@28&0xFF00=0x0500' -j DROP
}

mark() { echo "$EPOCHREALTIME $*" >>"$OUT/raw/$HOST.marks"; }
mark_lines() {
    local lines=()
    [ ! -e /var/log/messages ] || mapfile -t lines </var/log/messages
    echo "${#lines[@]}" >/run/mac.from
}
since_dial() {
    local lines=() line from
    read -r from </run/mac.from
    [ ! -e /var/log/messages ] || mapfile -t -s "$from" lines </var/log/messages
    for line in "${lines[@]}"; do [[ $line =~ $1 ]] && return 0; done
    return 1
}

# mac_dials HOST: one attempt of that Mac, as far as it gets; true if it ends up connected
mac_dials() { in_host "$1" mac_attempt; }

mac_attempt() {
    [ -e /run/mac.ready ] || mac_daemons
    mark_lines
    mark dial
    if [ "$MAC_PLAIN_L2TP" != yes ]; then
        deaf_to_notifies -A
        (/usr/lib/ipsec/stroke up mac >/dev/null 2>&1 &)
        wait_for 10 since_dial 'generating (ID_PROT|AGGRESSIVE|IKE_SA_INIT)'
        wait_for 10 since_dial 'parsed (ID_PROT|AGGRESSIVE) response|parsed IKE_SA_INIT response' || { mac_gives_up phase1; return 1; }
        wait_for 30 since_dial 'generating QUICK_MODE request' || { mac_gives_up phase1; return 1; }
        deaf_to_notifies -D
        wait_for 30 since_dial 'CHILD_SA mac.* established' || { mac_gives_up phase2; return 1; }
    fi
    [ -z "$(type -t at_ipsec_up)" ] || at_ipsec_up
    echo "c vpn" >/run/xl2tpd/l2tp-control
    wait_for 20 since_dial 'Connection established to|Connection closed to' || { mac_gives_up sccrp; return 1; }
    wait_for 20 since_dial 'Call established with|Connection closed to|Call closed' || { mac_gives_up icrp; return 1; }
    wait_for 75 since_dial 'local  IP address|Connection closed to|Call closed|Connection terminated|pppd.*Exit|CP: timeout sending' || { mac_gives_up ppp; return 1; }
    since_dial 'Connection closed to|Call closed|Connection terminated|pppd.*Exit|CP: timeout sending' && { nap 0.3; mac_gives_up ppp; return 1; }
    since_dial 'local  IP address' || { mac_gives_up ppp; return 1; }
    mark connected
    ip route add 192.0.2.0/24 dev ppp0
    ip route add 8.8.8.8 dev ppp0
    return 0
}

# what every failed attempt ends with: silence at once, then the IPsec connection is taken down
mac_gives_up() {
    mark "gave-up $1"
    case $1 in
    phase*) kill -STOP "$(pgrep -o -x charon)" ;;
    sccrp | icrp) kill -9 "$(pgrep -o -x xl2tpd)" ;;
    ppp) echo "d vpn" >/run/xl2tpd/l2tp-control; nap 0.5 ;;   # CDN and StopCCN
    esac
    on_server keep_keys
    [ "$SNAPSHOT_AFTER" = late ] || on_server snapshot after
    case $1 in
    phase1) deaf_to_notifies -D; pkill -9 -x starter; pkill -9 -x charon; rm -f /run/*charon.pid ;;
    phase2) kill -CONT "$(pgrep -o -x charon)" ;;
    esac
    mac_stop
}

mac_stop() {
    mark stop
    kill -9 "$(pgrep -o -x xl2tpd)" 2>/dev/null
    pkill -9 -x pppd
    pgrep -x charon >/dev/null && /usr/lib/ipsec/stroke down mac >/dev/null 2>&1
    nap 0.5
    mark end
    [ "$SNAPSHOT_AFTER" = late ] && { nap 1; on_server snapshot after; }
    rm -f /run/mac.ready   # its daemons start anew only if it dials again
}

mac_daemons() {
    pgrep -x charon >/dev/null || {
        charon_start
        mark_lines
        wait_for 15 since_dial 'added configuration'
    }
    xl2tpd -c /etc/xl2tpd/xl2tpd.conf -C /run/xl2tpd/l2tp-control -p /run/xl2tpd.pid
    wait_for 5 test -p /run/xl2tpd/l2tp-control
    echo >/run/mac.ready
}

# the director does it, because a host cannot enter another one
on_server() { echo "$*" >"$OUT/raw/ask"; wait_for 20 test ! -e "$OUT/raw/ask"; }

mac_uses_the_line() { on client ping -c 2 -i 1 -W 2 10.9.0.1; on client ping -c 3 -i 1 -W 2 192.0.2.80; }

no_pppd() { ! pgrep -x pppd; }

# as the user does: Disconnect in the menu
mac_disconnects() { in_host "$1" mac_disconnect; }
mac_disconnect() {
    on_server keep_keys
    mark disconnect
    pkill -HUP -x pppd
    wait_for 5 no_pppd
    echo "d vpn" >/run/xl2tpd/l2tp-control
    nap 0.5
    mac_stop
}

mac_logs_keep() { mkdir -p "$OUT/raw/log.$HOST"; cp /var/log/messages /var/log/secure "$OUT/raw/log.$HOST/"; }

# the connection is ended by something else than the Mac: wait for it, then tidy up
ends_by_itself() {
    in_host client wait_for "$1" since_dial 'Connection terminated|Connection closed to|Call closed'
    in_host client mac_stop
}

asks_dns() { on client bash -c 'for i in 1 2 3; do printf "\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\7example\2jp\0\0\1\0\1" >/dev/udp/'"$1"'/53; sleep 1; done'; }

# mac_dials_and_cancels HOST PATTERN: dials, and when its log shows the pattern the user presses Disconnect
mac_dials_and_cancels() {
    mac_dials "$1" & local dialling=$!
    in_host "$1" mac_cancel_at "$2"
    wait "$dialling"
}
mac_cancel_at() {
    wait_for 10 since_dial initiating   # this dial's lines, not the last one's
    wait_for 60 since_dial "$1"
    mark cancel
    pkill -HUP -x pppd
    echo "d vpn" >/run/xl2tpd/l2tp-control
}
