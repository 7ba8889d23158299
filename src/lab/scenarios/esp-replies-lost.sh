# The server's ESP in UDP does not reach the client
OUTCOME=failed STAGE=l2tp-tunnel SIDES='path client-network' CAUSES='esp-in-udp-dropped-by-middlebox path-return-packets-lost l2tp-control-loss-max-retries natt-mapping-changes-during-setup'
EXPECT_SERVER='Maximum retries exceeded'
fault_on_path() { on isp iptables-legacy -A FORWARD -s 198.51.100.20 -p udp --sport 4500 -m u32 ! --u32 '0>>22&0x3C@8=0x0' -j DROP; }
run_story() { mac_dials client; nap 15; }   # the server goes on asking for 31 s
