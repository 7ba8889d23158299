# An option this pppd does not know; the server logs decrypted L2TP to NFLOG, nobody kept keys
SERVER_NFLOG=7 NO_KEYS=yes PPP_OPTIONS='mtuu 1400'
OUTCOME=failed STAGE=lcp SIDES=server CAUSES='session-pppd-option-or-plugin-error session-pppd-tty-option-with-kernel-l2tp'
EXPECT_SERVER='code 2'
fault_in_server_config() {
    iptables-legacy -t mangle -A INPUT -p udp --dport 1701 -j NFLOG --nflog-group 7 --nflog-threshold 1
    iptables-legacy -t mangle -A OUTPUT -p udp --sport 1701 -j NFLOG --nflog-group 7 --nflog-threshold 1
}
