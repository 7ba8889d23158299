# The line goes dead while connected; the server's LCP echo finds out
PPP_OPTIONS=$'lcp-echo-interval 4\nlcp-echo-failure 4'
OUTCOME=dropped STAGE=sustained SIDES='path client-network client' CAUSES='sustained-path-lost sustained-nat-mapping-expired sustained-client-sleep-or-network-change sustained-dpd-or-lcp-echo-kills'
EXPECT_SERVER='No response to 4 echo-requests'
while_connected() {
    mac_uses_the_line
    on isp iptables-legacy -I FORWARD -p udp --dport 4500 -j DROP
    on isp iptables-legacy -I FORWARD -p udp --sport 4500 -j DROP
    sleep 45
}
