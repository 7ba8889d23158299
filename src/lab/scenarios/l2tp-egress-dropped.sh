# The OUTPUT chain drops what xl2tpd sends
IKE=libreswan
OUTCOME=failed STAGE=l2tp-tunnel SIDES='server' CAUSES='l2tp-egress-blocked-eperm server-host-firewall-drops-replies'
EXPECT_SERVER='Operation not permitted'
fault_in_server_config() { iptables-legacy -A OUTPUT -p udp --sport 1701 -j DROP; }
