# What a scenario may set, and the hooks it may define. A scenario file is sourced after this one.

# --- truth
OUTCOME=failed           # failed established degraded dropped closed
STAGE=                   # the catalogue's stage where it ends
SIDES=                   # best first
CAUSES=                  # best first; "none" for no fault

# --- server
IKE=strongswan           # or libreswan
SERVER_PSK=lab-psk-0123456789
SERVER_IKE= SERVER_ESP=  # proposals; default: what Macs of all generations accept
PPPD_DEBUG=yes           # "ppp debug" in xl2tpd.conf and "debug" in options.xl2tpd
XL2TPD_GLOBAL= XL2TPD_LNS= PPP_OPTIONS=   # extra lines
IP_RANGE=10.9.0.10-10.9.0.20
CHAP_SECRETS='vpnuser l2tpd lab-password *'
FIREWALL=reject          # last rule of INPUT: reject, drop, or none for no firewall at all
IKE_OPTIONS= LEFT_PROTOPORT=17/1701 RIGHT_PROTOPORT='17/%any'
RUN_IKE=yes RUN_XL2TPD=yes
# strongSwan's: only what is needed, each costs time to load
PLUGINS='random nonce aes des sha1 sha2 md5 hmac kdf gmp kernel-netlink socket-default stroke updown'
SKIP_MODULES=            # of the guest's kernel, which all hosts share

SERVER=                  # its address, if not 198.51.100.20
SERVER_NFLOG=            # a group: what the server's rules log to it is captured as nflog.pcap
NO_KEYS=                 # keys are not kept
CLIENT2_SAME_PORT=       # client2's L2TP port is client's
SNAPSHOT_AFTER=          # "late": after the Mac has taken everything down, not just before

# --- what must be found, or the recording is refused (regular expressions, one a line)
EXPECT_SERVER= EXPECT_CLIENT= EXPECT_STATE= NOT_SERVER=

# --- client
NAT=yes                  # behind the home router, or directly on the internet
MACS=client              # or "client client2", both behind the same router
MACOS=10.12              # wording and offers of that generation: 10.8, 10.12, 13
VERBOSE=yes              # "Use verbose logging"
MAC_ZONE=+9 MAC_SKEW=0   # its wall clock against UTC: hours, seconds
MAC_PSK=$SERVER_PSK
MAC_USER=vpnuser MAC_PASSWORD=lab-password
MAC_IKE= MAC_ESP= MAC_IKE_OPTIONS=
MAC_PPP_OPTIONS=
MAC_KEEP_ALIVE=20        # NAT keepalives, seconds; 0 for none
MAC_PLAIN_L2TP=no NO_CLIENT_LOG= FAILING_MAC=client   # whose ppp.log is kept
MAC_L2TP_PORT=           # default: an ephemeral one, as Macs do
DIALLED=198.51.100.20    # the server's address as the Mac has it

# --- hooks (all optional)
fault_in_server_config() { :; }   # in the server, after its files are written, before its daemons start
fault_on_path()          { :; }   # in the director, when all hosts are up: on HOST command
fault_in_server()        { :; }   # in the server, when its daemons run
while_connected()        { mac_uses_the_line; }
run_story()              { mac_dials client && while_connected; }

settle_defaults() {
    local dh2=
    [ "$IKE" = libreswan ] || dh2=,aes256-sha1-modp1024,3des-sha1-modp1024   # Debian's libreswan is built without DH group 2
    : "${SERVER_IKE:=aes256-sha2_256-modp2048,aes256-sha1-modp2048,aes256-sha1-modp1536$dh2}"
    : "${SERVER_ESP:=aes256-sha1,aes128-sha1,3des-sha1}"
    if [ "$NAT" = yes ]; then MAC_IP=192.168.11.5 MAC_ROUTER=192.168.11.1 PEER=203.0.113.45
    else MAC_IP=203.0.113.65 MAC_ROUTER=203.0.113.66 PEER=203.0.113.65; fi
    case $MACOS in   # client-ppp-log.md §11
    10.8) : "${MAC_IKE:=aes256-sha1-modp1024,aes256-md5-modp1024,aes128-sha1-modp1024,aes128-md5-modp1024,3des-sha1-modp1024,3des-md5-modp1024}" ;;
    *)    : "${MAC_IKE:=aes256-sha2_256-modp2048,aes256-sha1-modp2048,aes256-md5-modp2048,aes256-sha2_512-modp2048,aes256-sha2_256-modp1536,aes256-sha1-modp1536,aes256-md5-modp1536,aes256-sha2_256-modp1024,aes256-sha1-modp1024,aes256-md5-modp1024,aes128-sha1-modp1024,aes128-md5-modp1024,3des-sha1-modp1024,3des-md5-modp1024}" ;;
    esac
    case $MACOS in
    13) : "${MAC_ESP:=aes256-sha2_256,aes256-sha1,aes256-md5,aes128-sha2_256,aes128-sha1,aes128-md5,3des-sha2_256,3des-sha1,3des-md5}" ;;
    *)  : "${MAC_ESP:=aes256-sha1,aes256-md5,aes128-sha1,aes128-md5,3des-sha1,3des-md5}" ;;
    esac
    [ -n "$MAC_L2TP_PORT" ] || MAC_L2TP_PORT=$((49152 + 37 * ${#SCENARIO} * ${#HOST} % 16000))
}
