# A leftover policy on the server wants AH of what comes from the client
OUTCOME=failed STAGE=esp SIDES=server CAUSES=esp-policy-or-template-mismatch
EXPECT_STATE='XfrmInTmplMismatch\s+[1-9]'
fault_in_server() {
    ip xfrm policy add dir in src 203.0.113.45/32 dst 198.51.100.20/32 proto udp dport 1701 priority 100 \
        tmpl src 203.0.113.45 dst 198.51.100.20 proto ah mode transport
}
