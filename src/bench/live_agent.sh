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
. "$project/src/bench/host_of_its_own.sh"
make_host kwlive
watch "${AGENT_OPTIONS-}"
for _ in $(seq 300); do
    grep -q '^watching' "$place/agent.log" && break
    kill -0 "$agent" || { cat "$place/agent.log"; exit 1; }
    sleep 0.2
done
cat "$place/agent.log"
replay "${cases[@]}"
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
