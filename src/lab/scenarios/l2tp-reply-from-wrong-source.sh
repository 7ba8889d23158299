# A SNAT rule meant for the pool rewrites xl2tpd's answers, which then leave outside the SA
OUTCOME=failed STAGE=l2tp-tunnel SIDES='server' CAUSES='l2tp-reply-from-wrong-source-ip'
EXPECT_SERVER='Maximum retries exceeded|Peer requested'
fault_in_server_config() {
    ip addr add 198.51.100.21/24 dev eth0
    iptables-legacy -t raw -A PREROUTING -p udp --dport 1701 -j CT --notrack
    iptables-legacy -t nat -A POSTROUTING -o eth0 -p udp --sport 1701 -j SNAT --to-source 198.51.100.21
}
