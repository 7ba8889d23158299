# The server's SA lives 60 s and nobody may rekey it (strongSwan with rekey=no never lets it end; libreswan does)
IKE=libreswan IKE_OPTIONS='  salifetime=60s' PPP_OPTIONS=$'lcp-echo-interval 5\nlcp-echo-failure 3'
OUTCOME=dropped STAGE=sustained SIDES='settings server' CAUSES='sustained-rekey-fails-at-lifetime sustained-dpd-or-lcp-echo-kills'
EXPECT_SERVER='No response to 3 echo-requests'
# macOS' policies stand as long as its pppd does, charon's go with the SA: without this both ends go on in clear
fault_on_path() {
    on client iptables-legacy -A OUTPUT -p udp --dport 1701 -m policy --dir out --pol none -j DROP
    on client iptables-legacy -A INPUT -p udp --sport 1701 -m policy --dir in --pol none -j DROP
}
while_connected() { mac_uses_the_line; nap 100; }
