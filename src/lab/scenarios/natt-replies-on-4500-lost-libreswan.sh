# The server's answers on 4500 get lost on the way back; libreswan
IKE=libreswan
OUTCOME=failed STAGE=nat-t SIDES='path client-network' CAUSES='natt-replies-on-4500-lost natt-udp4500-blocked-on-client-side'
EXPECT_SERVER='IKE SA established'
fault_on_path() { on isp iptables-legacy -A FORWARD -s 198.51.100.20 -p udp --sport 4500 -j DROP; }
