# Two clients behind one router, both on source port 1701: the second one's policy cannot be installed
MACS='client client2' FAILING_MAC=client2 CLIENT2_SAME_PORT=yes MAC_L2TP_PORT=1701
OUTCOME=failed STAGE=ike-phase2 SIDES='client-network server settings' CAUSES='ike2-duplicate-selector-same-nat l2tp-multi-client-same-nat-collision client-router-single-ipsec-session'
run_story() { mac_dials client; mac_uses_the_line; mac_dials client2; }
