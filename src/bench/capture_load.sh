#!/usr/bin/env bash
# ESP at a fixed rate passing an interface that kiriwake captures, with IKE among it: the CPU time of our process, and
# whether an IKE packet is lost, beside tcpdump -w in the same run.   src/bench/capture_load.sh [PACKETS/S [SECONDS]]
# Needs root, tcpreplay, tcpdump, iproute2. Everything happens in a network namespace of its own.
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
rate=${1:-100000} seconds=${2:-20}
ns=kwbench$$
work=$(mktemp -d)
pids=()
cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    ip netns del "$ns" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
inside() { ip netns exec "$ns" "$@"; }

ip netns add "$ns"
inside ip link add near0 type veth peer name far0
for one in lo near0 far0; do inside ip link set "$one" up; done
inside ip addr add 198.51.100.20/24 dev near0

# one in a thousand packets is IKE, the others ESP in UDP of 400 octets
python3 - "$work/mix.pcap" <<'PY'
import struct, sys
def frame(payload):
    udp = struct.pack("!HHHH", 4500, 4500, 8 + len(payload), 0) + payload
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, bytes([203, 0, 113, 45]), bytes([198, 51, 100, 20]))
    return bytes(12) + b"\x08\x00" + ip + udp
with open(sys.argv[1], "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    for number in range(10000):
        octets = frame(bytes(4) + bytes(28)) if number % 1000 == 0 else frame(struct.pack("!II", 0xC0FFEE, number) + bytes(392))
        out.write(struct.pack("<IIII", 0, number, len(octets), len(octets)) + octets)
PY
loops=$((rate * seconds / 10000))

# not through the function: the pid has to be that of the program
ip netns exec "$ns" "$project/agent/bin/kiriwake" capture --interface near0 --no-decrypt --output "$work/case" --duration $((seconds + 60))s \
    >"$work/out" 2>"$work/err" &
pids+=($!)
ours=$!
for _ in $(seq 600); do grep -q 'Connect from' "$work/err" && break; sleep 0.1; done
grep -q 'Connect from' "$work/err" || { cat "$work/err"; exit 1; }
ip netns exec "$ns" tcpdump -i near0 -B 4096 -s 0 -Z root -w "$work/all.pcap" 2>"$work/tcpdump.err" &
pids+=($!)
theirs=$!
# the snapshot of before is taken beside the capture and is no part of this
for _ in $(seq 300); do [ -e "$work/case/server/state/before/date.txt" ] && break; sleep 0.1; done
sleep 5

ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
pss() { awk '/^Pss:/ {sum += $2} END {print sum}' "/proc/$1/smaps_rollup"; }
before=$(ticks "$ours") before_theirs=$(ticks "$theirs")
began=$EPOCHREALTIME
inside tcpreplay -q -K --pps "$rate" --loop "$loops" -i far0 "$work/mix.pcap" >"$work/tcpreplay.out" 2>&1
took=$(python3 -c "print($EPOCHREALTIME - $began)")
after=$(ticks "$ours") after_theirs=$(ticks "$theirs")
memory=$(pss "$ours")
kill -INT "$theirs"; wait "$theirs" || true
kill -TERM "$ours"; wait "$ours" || true
pids=()

got=$(($(stat -c %s "$work/case/server/near0.pcap") - 24))
python3 - "$took" "$loops" "$((after - before))" "$((after_theirs - before_theirs))" "$(getconf CLK_TCK)" "$got" "$memory" <<'PY'
import sys
took, loops, ours, theirs, tick, got, memory = map(float, sys.argv[1:])
sent, ike = loops * 10000, loops * 10
print(f"sent {sent:.0f} packets in {took:.1f} s, {sent / took:.0f}/s, {ike:.0f} of them IKE")
print(f"kiriwake: {100 * ours / tick / took:.2f} % of a core, {got / (16 + 14 + 28 + 32):.0f} of {ike:.0f} IKE packets kept, PSS {memory / 1024:.0f} MB")
print(f"tcpdump -w: {100 * theirs / tick / took:.2f} % of a core")
PY
grep -E 'captured|dropped' "$work/tcpdump.err" | sed 's/^/  tcpdump: /'
