# The connection tracking table is full: new clients are dropped before any rule
OUTCOME=failed STAGE=reach SIDES=server CAUSES=server-conntrack-table-full
EXPECT_SERVER='nf_conntrack: table full, dropping packet'
fault_on_path() {
    local n
    for n in $(seq 1 40); do
        on server conntrack -I -p tcp -s 192.0.2.$n -d 198.51.100.20 --sport $((20000 + n)) --dport 443 \
            --state ESTABLISHED -u ASSURED,SEEN_REPLY -t 900
    done >/dev/null 2>&1
    sysctl -qw net.netfilter.nf_conntrack_max=40
}
