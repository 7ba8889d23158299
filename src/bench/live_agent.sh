#!/usr/bin/env bash
# The agent through recorded cases that happen again: replays each in real time in a network namespace of its own (packets
# on a card, lines in files) while `kiriwake agent` watches there, then lists what it kept and what it cost.
#
#     src/bench/live_agent.sh [CASE...]     default: four cases; needs root. Ends what it started, removes what it made.
#
# AGENT_OPTIONS: options of Java for the agent alone, when KIRIWAKE names an installed one.
set -euo pipefail
project=$(cd "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
cases=("$@")
if [ ${#cases[@]} = 0 ]; then
    for name in server-fw-drops-4500 ppp-wrong-password-strongswan healthy-nat-libreswan server-no-connection-libreswan; do
        cases+=("$project/src/test/resources/cases/$name")
    done
fi
kiriwake=${KIRIWAKE:-$project/agent/bin/kiriwake}
place=$(mktemp -d)
ns=kwlive$$
agent=0
finish() {
    [ "$agent" = 0 ] || kill "$agent" 2>/dev/null || true
    [ "$agent" = 0 ] || wait "$agent" 2>/dev/null || true
    ip netns delete "$ns" 2>/dev/null || true
    ip netns delete "$ns-net" 2>/dev/null || true
    [ -n "${KEEP:-}" ] && echo "kept: $place" || rm -rf "$place"
}
trap finish EXIT
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
cat >"$place/kiriwake.yaml" <<EOF
capture: { interfaces: [eth0] }
logs: { files: [$place/log/secure, $place/log/messages], journal: off }
attempts: { silence: 15 s }
clients: { spool: $place/spool }
storage: { folder: $place/store, disk: 64 MiB }
metrics: { file: $place/kiriwake.prom }
EOF
TZ=UTC KIRIWAKE_JAVA_OPTIONS=${AGENT_OPTIONS-} ip netns exec "$ns" "$kiriwake" agent --config "$place/kiriwake.yaml" >"$place/agent.log" 2>&1 &
agent=$!
for _ in $(seq 300); do
    grep -q '^watching' "$place/agent.log" && break
    kill -0 "$agent" || { cat "$place/agent.log"; exit 1; }
    sleep 0.2
done
cat "$place/agent.log"
TZ=UTC "$project/src/bench/replay_case.py" "$ns" "$place/log" "${cases[@]}"
sleep "${SETTLE:-30}"
for case in "${cases[@]}"; do
    [ -f "$case/client/ppp.log" ] && cp "$case/client/ppp.log" "$place/spool/$(basename "$case").log"
done
java=$(pgrep -f "kiriwake.*agent --config $place" | head -1)
grep -E '^(VmRSS|VmHWM|Threads)' "/proc/$java/status"
awk '/^Pss:/{sum+=$2} END{print "Pss " sum " kB"}' "/proc/$java/smaps_rollup"
echo "--- log of the agent"
cut -c1-200 "$place/agent.log"
echo "--- kiriwake attempts"
"$kiriwake" attempts --folder "$place/store" --lang en || true
echo "--- metrics"
grep -v '^#' "$place/kiriwake.prom" || true
