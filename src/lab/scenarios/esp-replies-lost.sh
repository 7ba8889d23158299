# The server's ESP in UDP does not reach the client
OUTCOME=failed STAGE=l2tp-tunnel SIDES='path client-network' CAUSES='esp-in-udp-dropped-by-middlebox path-return-packets-lost l2tp-control-loss-max-retries natt-mapping-changes-during-setup'
EXPECT_SERVER='Maximum retries exceeded|Can not find tunnel|Peer requested tunnel'
fault_on_path() { on isp iptables-legacy -A FORWARD -p udp --sport 4500 -m u32 ! --u32 '0>>22&0x3C@8=0x0' -j DROP; }
