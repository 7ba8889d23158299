# The line goes dead while connected; libreswan's dead peer detection finds out
IKE=libreswan
OUTCOME=dropped STAGE=sustained SIDES='path client-network client' CAUSES='sustained-path-lost sustained-nat-mapping-expired sustained-client-sleep-or-network-change sustained-dpd-or-lcp-echo-kills'
EXPECT_SERVER='DPD'
fault_in_server_config() { sed -i 's/dpddelay=.*/dpddelay=5/; s/dpdtimeout=.*/dpdtimeout=20/' /etc/ipsec.conf; }
while_connected() {
    mac_uses_the_line
    on isp iptables-legacy -I FORWARD -p udp --dport 4500 -j DROP
    on isp iptables-legacy -I FORWARD -p udp --sport 4500 -j DROP
    sleep 50
}
