# The server: files as on a CentOS 7 VPS, its daemons, its firewall. Runs inside the host "server".

server_configure() {
    local conf=/proc/sys/net/ipv4/conf
    echo 1 >/proc/sys/net/ipv4/ip_forward
    for conf in $conf/{all,default,eth0}/rp_filter $conf/all/{send,accept}_redirects; do echo 0 >"$conf"; done
    "${IKE}_configure"
    echo ": PSK \"$SERVER_PSK\"" >/etc/ipsec.secrets
    put /etc/xl2tpd/xl2tpd.conf <<CONF
[global]
port = 1701
$XL2TPD_GLOBAL
[lns default]
ip range = $IP_RANGE
local ip = 10.9.0.1
refuse pap = yes
require authentication = yes
name = l2tpd
$([ $PPPD_DEBUG = yes ] && echo 'ppp debug = yes')
pppoptfile = /etc/ppp/options.xl2tpd
length bit = yes
$XL2TPD_LNS
CONF
    put /etc/ppp/options.xl2tpd <<CONF
require-mschap-v2
ipcp-accept-local
ipcp-accept-remote
ms-dns 8.8.8.8
ms-dns 1.1.1.1
noccp
auth
idle 1800
mtu 1280
mru 1280
nodefaultroute
$([ $PPPD_DEBUG = yes ] && echo debug)
$PPP_OPTIONS
CONF
    sed -i '/^$/d' /etc/ppp/options.xl2tpd /etc/xl2tpd/xl2tpd.conf
    rm -f /etc/ppp/options
    (umask 077; echo "$CHAP_SECRETS" >/etc/ppp/chap-secrets)
    [ $FIREWALL = none ] || firewall
}

firewall() {
    local last='-A INPUT -j REJECT --reject-with icmp-host-prohibited'
    [ $FIREWALL = drop ] && last=
    iptables-legacy-restore <<RULES
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -p icmp -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -p udp -m multiport --dports 500,4500 -j ACCEPT
-A INPUT -p esp -j ACCEPT
-A INPUT -p udp -m udp --dport 1701 -m policy --dir in --pol ipsec -j ACCEPT
$last
-A FORWARD -i ppp+ -j ACCEPT
-A FORWARD -o ppp+ -j ACCEPT
COMMIT
*nat
-A POSTROUTING -s 10.9.0.0/24 -o eth0 -j MASQUERADE
COMMIT
RULES
}

strongswan_configure() {
    echo "charon { load = $PLUGINS }" >/etc/strongswan.conf
    put /etc/ipsec.conf <<CONF
config setup
conn L2TP-PSK
  keyexchange=ikev1
  type=transport
  authby=secret
  left=198.51.100.20
  leftprotoport=$LEFT_PROTOPORT
  right=%any
  rightprotoport=$RIGHT_PROTOPORT
  ike=$SERVER_IKE!
  esp=$SERVER_ESP!
  keyingtries=1
  auto=add
$IKE_OPTIONS
CONF
    sed -i '/^$/d' /etc/ipsec.conf
}

libreswan_configure() {
    mount --bind "$LSW/usr/libexec/ipsec" /usr/libexec/ipsec
    mount --bind "$LSW/usr/sbin/ipsec" /usr/sbin/ipsec
    mkdir -p /var/lib/ipsec/nss /run/pluto
    cp "$LSW"/nss/* /var/lib/ipsec/nss/   # an empty data base; making one takes certutil seconds
    put /etc/ipsec.conf <<CONF
config setup
  uniqueids=no
  ikev1-policy=${IKEV1_POLICY:-accept}
  virtual-private=%v4:10.0.0.0/8,%v4:192.168.0.0/16,%v4:172.16.0.0/12,%v4:!10.9.0.0/24
${IKE_SETUP:+  $IKE_SETUP}
conn L2TP-PSK
  authby=secret
  auto=add
  type=transport
  ikev2=no
  pfs=no
  rekey=no
  left=198.51.100.20
  leftprotoport=$LEFT_PROTOPORT
  right=%any
  rightprotoport=$RIGHT_PROTOPORT
  ike=$SERVER_IKE
  phase2alg=$SERVER_ESP
  encapsulation=auto
  dpddelay=40
  dpdtimeout=130
  dpdaction=clear
$IKE_OPTIONS
CONF
    # the dialect: libreswan separates alternatives the same way, but knows the hash as sha2
    sed -i -e '/ike=\|phase2alg=/s/sha2_256/sha2/g' -e '/^$/d' /etc/ipsec.conf
}

server_up() { server_configure; fault_in_server_config; server_start; }

server_start() {
    if [ "$RUN_IKE" = yes ]; then ike_start; fi
    if [ "$RUN_XL2TPD" = yes ]; then
        xl2tpd -c /etc/xl2tpd/xl2tpd.conf -p /run/xl2tpd.pid
        wait_for 3 has 'Listening on IP' /var/log/messages
    fi
    return 0
}

ike_start() {
    if [ "$IKE" = strongswan ]; then
        charon_start
        wait_for 15 has 'added configuration|failed to add|ignoring|skipped invalid' /var/log/messages
    else
        /usr/libexec/ipsec/pluto --config /etc/ipsec.conf --nssdir /var/lib/ipsec/nss --leak-detective
        wait_for 15 has 'listening for IKE messages' /var/log/secure
        wait_for 3 has 'added IKEv1 connection|failed' /var/log/secure
    fi
    nap 0.5
}

charon_start() { /usr/lib/ipsec/starter --daemon charon >/dev/null 2>&1; }

# pid_of NAME: of the one process of that name here
pid_of() { pgrep -o -x "$1"; }

input() { iptables-legacy -I INPUT 1 "$@"; }

forget_accept_ike() { iptables-legacy -D INPUT -p udp -m multiport --dports 500,4500 -j ACCEPT; }
forget_accept_l2tp() { iptables-legacy -D INPUT -p udp -m udp --dport 1701 -m policy --dir in --pol ipsec -j ACCEPT; }

# a /dev of the server's own, without /dev/ppp
own_dev() {
    mkdir /run/dev
    cp -a /dev/{null,zero,full,random,urandom,tty,ptmx,log} /run/dev/
    ln -s /proc/self/fd /run/dev/fd
    mkdir /run/dev/pts && mount --bind /dev/pts /run/dev/pts
    mount --rbind /run/dev /dev
}

radius_config() {
    mkdir -p /etc/ppp/radius
    put /etc/ppp/radiusclient.conf <<CONF
auth_order radius
login_tries 1
login_timeout 10
nologin /etc/nologin
issue /etc/ppp/radius/issue
authserver $1
acctserver $1
servers /etc/ppp/radius/servers
dictionary /etc/ppp/radius/dictionary
login_radius /bin/false
seqfile /run/radius.seq
mapfile /etc/ppp/radius/port-id-map
default_realm
radius_timeout 3
radius_retries 2
CONF
    echo "$1 lab-psk-radius" >/etc/ppp/radius/servers
    touch /etc/ppp/radius/issue /etc/ppp/radius/port-id-map
    put /etc/ppp/radius/dictionary <<CONF
VENDOR Microsoft 311
ATTRIBUTE User-Name 1 string
ATTRIBUTE User-Password 2 string
ATTRIBUTE CHAP-Password 3 string
ATTRIBUTE NAS-IP-Address 4 ipaddr
ATTRIBUTE NAS-Port 5 integer
ATTRIBUTE Service-Type 6 integer
ATTRIBUTE Framed-Protocol 7 integer
ATTRIBUTE Framed-IP-Address 8 ipaddr
ATTRIBUTE Reply-Message 18 string
ATTRIBUTE Calling-Station-Id 31 string
ATTRIBUTE NAS-Identifier 32 string
ATTRIBUTE CHAP-Challenge 60 string
ATTRIBUTE NAS-Port-Type 61 integer
ATTRIBUTE MS-CHAP-Response 1 string Microsoft
ATTRIBUTE MS-CHAP-Challenge 11 string Microsoft
ATTRIBUTE MS-CHAP2-Response 25 string Microsoft
ATTRIBUTE MS-CHAP2-Success 26 string Microsoft
VALUE Service-Type Framed 2
VALUE Framed-Protocol PPP 1
VALUE NAS-Port-Type Virtual 5
CONF
}

xl2tpd_restart() {
    kill -TERM "$(pid_of xl2tpd)"
    sleep 2
    xl2tpd -c /etc/xl2tpd/xl2tpd.conf -p /run/xl2tpd.pid
}

# the server behind a NAT router of its own: its half, and the isp's (in the director)
private_server() {
    ip addr flush dev eth0
    ip addr add 10.0.0.20/24 dev eth0
    ip route add default via 10.0.0.1
    sed -i 's/left=198.51.100.20/left=10.0.0.20/' /etc/ipsec.conf
}
nat_before_server() {
    on isp ip addr del 198.51.100.1/24 dev srv
    on isp ip addr add 10.0.0.1/24 dev srv
    on isp ip addr add 198.51.100.20/32 dev lo
    on isp iptables-legacy -t nat -A POSTROUTING -s 10.0.0.0/24 -o cust -j SNAT --to-source 198.51.100.20
}
