# One address in the pool, and another Mac has it
MACS='client client2' FAILING_MAC=client2 IP_RANGE=10.9.0.10-10.9.0.10
OUTCOME=failed STAGE=l2tp-session SIDES=server CAUSES='session-ip-pool-exhausted'
EXPECT_SERVER='No available IP address|Out of IP addresses'
run_story() { mac_dials client; sleep 2; mac_dials client2; }
