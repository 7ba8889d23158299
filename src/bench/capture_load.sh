#!/usr/bin/env bash
# ESP at a fixed rate passing an interface, with control packets among it: what the agent costs before and while it passes,
# and whether a control packet is lost. tcpdump and tshark take the same traffic with the same filter, one after the other.
#
#     src/bench/capture_load.sh [PACKETS/S [SECONDS]]     needs root, tcpreplay, tcpdump, tshark, iproute2
#
# Everything happens in network namespaces of its own. THREADS=1 adds the processor time of each thread of the agent.
set -euo pipefail
project=$(cd "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
rate=${1:-100000} seconds=${2:-30}
kiriwake=${KIRIWAKE:-$project/agent/bin/kiriwake}
. "$project/src/bench/host_of_its_own.sh"
make_host kwload
filter='udp port 500 or udp port 1701 or (udp port 4500 and udp[8:4] = 0)'

# one packet in ten thousand is IKE, the others ESP in UDP of 400 octets
python3 - "$place/mix.pcap" <<'PY'
import struct, sys
def frame(payload):
    udp = struct.pack("!HHHH", 4500, 4500, 8 + len(payload), 0) + payload
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, bytes([203, 0, 113, 45]), bytes([198, 51, 100, 20]))
    return bytes(12) + b"\x08\x00" + ip + udp
# an INFORMATIONAL of IKEv1, sealed: what a peer whose connection is up sends now and then
ike = struct.pack("!IQQBBBBII", 0, 0x1122334455667788, 0x99AABBCCDDEEFF00, 8, 0x10, 5, 1, 7, 92) + bytes(64)
with open(sys.argv[1], "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    for number in range(10000):
        octets = frame(ike) if number == 0 else frame(struct.pack("!II", 0xC0FFEE, number) + bytes(392))
        out.write(struct.pack("<IIII", 0, number, len(octets), len(octets)) + octets)
PY

ticks() { awk '{sum += $14 + $15} END {print sum}' "/proc/$1/stat"; }
packets() { awk '/^kiriwake_capture_received_packets_total/ {print $2}' "$place/kiriwake.prom"; }
per_cent() { # ticks, microseconds
    python3 -c "import os; print('%.2f %% of a core' % (100e6 * $1 / os.sysconf('SC_CLK_TCK') / $2))"
}
# send: passes the traffic once; $took is how long that was, in microseconds
send() {
    local began=${EPOCHREALTIME/./}
    ip netns exec "$ns-net" tcpreplay -q -K --pps "$rate" --loop $((rate * seconds / 10000)) -i net0 "$place/mix.pcap" >"$place/tcpreplay" 2>&1
    took=$((${EPOCHREALTIME/./} - began))
}
threads() { # pid: ticks and name of each of its threads
    local task
    for task in /proc/"$1"/task/*; do
        awk -v task="${task##*/}" -v name="$(tr ' ' _ <"$task/comm")" '{sub(/.*\) /, ""); print task, $12 + $13, name}' "$task/stat"
    done
}

watch
for _ in $(seq 300); do grep -q '^watching' "$place/agent.log" && break; sleep 0.2; done
grep -q '^watching' "$place/agent.log" || { cat "$place/agent.log"; exit 1; }
echo "the agent watches; its first half minute is not measured ..."
sleep 30
before=$(ticks "$agent") began=${EPOCHREALTIME/./}
sleep "$seconds"
echo "agent, nothing passing:  $(per_cent $(($(ticks "$agent") - before)) $((${EPOCHREALTIME/./} - began)))"
threads "$agent" >"$place/threads"
before=$(ticks "$agent")
send
spent=$(($(ticks "$agent") - before))
sent=$((rate * seconds)) ike=$((rate * seconds / 10000))
echo "sent $sent packets in $((took / 1000)) ms, $((sent * 1000 / (took / 1000)))/s, $ike of them IKE"
echo "agent, ESP passing:      $(per_cent $spent $took), PSS $(awk '/^Pss:/ {print int($2 / 1024)}' "/proc/$agent/smaps_rollup") MB"
[ -z "${THREADS:-}" ] || threads "$agent" | awk 'NR == FNR {before[$1] = $2; next} $2 > before[$1] {print "    " $2 - before[$1] " ticks  " $3}' "$place/threads" -
for _ in $(seq 40); do kept=$(packets); [ "${kept:-0}" -ge "$ike" ] && break; sleep 1; done
echo "agent: ${kept:-0} of $ike control packets taken"
kill -TERM "$agent"; wait "$agent" || true
agent=0

for tool in tcpdump tshark; do
    case $tool in
    tcpdump) command=(tcpdump -i eth0 -Z root -w "$place/tcpdump.pcap" "$filter") ;;
    tshark) command=(tshark -q -i eth0 -f "$filter" -w "$place/tshark.pcap") ;;
    esac
    ip netns exec "$ns" "${command[@]}" 2>"$place/$tool.err" &
    pid=$!
    sleep 3
    # tshark leaves the capturing to dumpcap
    both=("$pid" $(pgrep -P "$pid" || true))
    before=0 spent=0
    for one in "${both[@]}"; do before=$((before + $(ticks "$one"))); done
    send
    for one in "${both[@]}"; do spent=$((spent + $(ticks "$one"))); done
    echo "$tool, ESP passing: $(per_cent $((spent - before)) $took), $(awk '/^Pss:/ {sum += $2} END {print int(sum / 1024)}' $(printf '/proc/%s/smaps_rollup ' "${both[@]}")) MB"
    kill -INT "$pid"; wait "$pid" || true
    echo "$tool: $(tcpdump -r "$place/$tool.pcap" 2>/dev/null | wc -l) of $ike control packets taken"
done
