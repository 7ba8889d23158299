# The Mac is idle and sends no keepalives, the router forgets its mapping; the server's echoes come back as unreachable
PPP_OPTIONS=$'lcp-echo-interval 4\nlcp-echo-failure 4' MAC_PPP_OPTIONS='lcp-echo-interval 0' MAC_KEEP_ALIVE=0
OUTCOME=dropped STAGE=sustained SIDES='client-network path client' CAUSES='sustained-nat-mapping-expired sustained-path-lost sustained-client-sleep-or-network-change sustained-dpd-or-lcp-echo-kills'
EXPECT_SERVER='No response to 4 echo-requests'
while_connected() {
    mac_uses_the_line
    on client iptables-legacy -I OUTPUT -p udp --dport 4500 -j DROP
    on home bash -c 'for i in $(seq 40); do conntrack -D -p udp --dport 4500; sleep 1; done'
}
