# Two clients behind one router, both on source port 1701: the second one's L2TP lands in the first one's tunnel
MACS='client client2' FAILING_MAC=client2 CLIENT2_SAME_PORT=yes MAC_L2TP_PORT=1701
OUTCOME=failed STAGE=l2tp-tunnel SIDES='client-network server settings' CAUSES='l2tp-multi-client-same-nat-collision ike2-duplicate-selector-same-nat client-router-single-ipsec-session'
run_story() { mac_dials client; mac_uses_the_line; mac_dials client2; }
