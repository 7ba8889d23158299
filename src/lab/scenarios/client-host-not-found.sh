# The server's name does not resolve on the Mac
OUTCOME=failed STAGE=reach SIDES='client client-network' CAUSES='client-dns-name-not-found client-no-uplink-or-captive-portal'
EXPECT_CLIENT="Host 'vpn.example.jp' not found"
run_story() { in_host client mark dial; sleep 5; in_host client mark host-not-found; }
