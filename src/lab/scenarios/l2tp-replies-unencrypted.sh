# An xfrm policy lets the server's L2TP answers leave in clear, from where they do not come back
OUTCOME=failed STAGE=l2tp-tunnel SIDES='server' CAUSES='esp-policy-or-template-mismatch l2tp-reply-from-wrong-source-ip'
EXPECT_SERVER='Maximum retries exceeded|Peer requested'
fault_in_server() { ip xfrm policy add dir out src 198.51.100.20/32 dst 203.0.113.45/32 proto udp sport 1701 priority 100; }
