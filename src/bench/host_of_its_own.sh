# A host of its own for the agent, before which recorded cases happen again (replay_case.py). Sourced by the scripts
# beside it; uses $project and $kiriwake; makes $place and the namespaces $ns and $ns-net, and removes them at the end. KEEP=1 leaves $place.
#
#   . host_of_its_own.sh; make_host NAME; watch [JAVA OPTIONS]; replay CASE...
agent=0

remove_host() {
    if [ "$agent" != 0 ]; then
        kill "$agent" 2>/dev/null || true
        wait "$agent" 2>/dev/null || true
    fi
    umount "$place/store" 2>/dev/null || true
    ip netns delete "$ns" 2>/dev/null || true
    ip netns delete "$ns-net" 2>/dev/null || true
    if [ -n "${KEEP:-}" ]; then echo "kept: $place"; else rm -rf "$place"; fi
}

make_host() { # name of the namespaces
    place=$(mktemp -d)
    ns=$1$$
    trap remove_host EXIT
    ip netns add "$ns"
    ip netns add "$ns-net"
    ip link add eth0 netns "$ns" type veth peer name net0 netns "$ns-net"
    ip -n "$ns" link set lo up
    ip -n "$ns" addr add 198.51.100.20/24 dev eth0
    ip -n "$ns" link set eth0 up
    ip -n "$ns-net" link set net0 up
    ip -n "$ns" route add default via 198.51.100.1
    # what is replayed is not for this host: it must answer nothing of its own
    ip netns exec "$ns" sh -c 'iptables -A INPUT -i eth0 -j DROP; iptables -A OUTPUT -o eth0 -j DROP' 2>/dev/null ||
        ip netns exec "$ns" sh -c 'nft add table ip quiet; nft "add chain ip quiet in { type filter hook input priority 0; policy drop; }"' || true
    mkdir -p "$place/store" "$place/log" "$place/spool"
    : >"$place/log/secure"
    : >"$place/log/messages"
    cat >"$place/kiriwake.yaml" <<END
capture: { interfaces: [eth0] }
logs: { files: [$place/log/secure, $place/log/messages], journal: off }
attempts: { silence: 15 s }
clients: { spool: $place/spool }
storage: { folder: $place/store, disk: 64 MiB }
metrics: { file: $place/kiriwake.prom }
END
}

watch() { # options of Java for the agent
    TZ=UTC KIRIWAKE_JAVA_OPTIONS=${1-} ip netns exec "$ns" "$kiriwake" agent --config "$place/kiriwake.yaml" >"$place/agent.log" 2>&1 &
    agent=$!
}

replay() { # case folders
    TZ=UTC "$project/src/bench/replay_case.py" "$ns" "$place/log" "$@"
}
