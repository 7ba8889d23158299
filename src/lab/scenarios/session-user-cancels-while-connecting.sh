# A slow satellite line, and the user presses Disconnect before PPP is up
OUTCOME=closed STAGE=lcp SIDES='none client' CAUSES='none session-client-closes-first'
EXPECT_CLIENT='DISCONNECT'
fault_on_path() { on isp tc qdisc add dev cust root netem delay 1500ms; }
run_story() { mac_dials_and_cancels client 'Call established'; }
