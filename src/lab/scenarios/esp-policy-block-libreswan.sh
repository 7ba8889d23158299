# A leftover block policy on the server
IKE=libreswan VERBOSE=no
OUTCOME=failed STAGE=esp SIDES=server CAUSES=esp-policy-or-template-mismatch
EXPECT_STATE='XfrmInPolBlock\s+[1-9]'
fault_in_server() { ip xfrm policy add dir in src 203.0.113.45/32 dst 198.51.100.20/32 proto udp dport 1701 priority 100 action block; }
