# Another program holds UDP 1701 alone, xl2tpd cannot bind (one that shares it, with SO_REUSEADDR, does no harm: who binds last gets all)
IKE=libreswan
OUTCOME=failed STAGE=l2tp-tunnel SIDES=server CAUSES='l2tp-listen-addr-or-port-conflict l2tp-daemon-not-running'
EXPECT_SERVER='Unable to bind socket'
fault_in_server_config() {
    perl -MIO::Socket::INET -e '$0 = "l2tpns"; $s = IO::Socket::INET->new(Proto => "udp", LocalPort => 1701); sleep 900' >/dev/null 2>&1 </dev/null &
    wait_for 5 has ':06A5 ' /proc/net/udp
}
