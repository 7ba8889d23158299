# L2TP without IPsec; the firewall refuses cleartext 1701 with ICMP
IKE=libreswan MAC_PLAIN_L2TP=yes
OUTCOME=failed STAGE=l2tp-tunnel SIDES=client CAUSES=client-plain-l2tp-without-ipsec
