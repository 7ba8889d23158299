#!/usr/bin/env bash
# Measures `kiriwake decode` against tcpdump and tshark on one capture, in turns; prints medians.
#   src/bench/gen_pcap.py /tmp/big.pcap --clients 2600 --esp 585 --duration 7200
#   src/bench/decode.sh /tmp/big.pcap [ROUNDS] [KIRIWAKE]
# Needs tcpdump, tshark and python3; what is not installed is left out.
set -euo pipefail
capture=${1:?usage: decode.sh CAPTURE [ROUNDS] [KIRIWAKE]}
rounds=${2:-5}
kiriwake=${3:-$(dirname -- "${BASH_SOURCE[0]}")/../../agent/bin/kiriwake}

exec python3 - "$capture" "$rounds" "$kiriwake" <<'PYTHON'
import os, shutil, statistics, subprocess, sys, time

capture, rounds, kiriwake = sys.argv[1], int(sys.argv[2]), sys.argv[3]
commands = {
    "tcpdump -w": ["tcpdump", "-r", capture, "-w", "/dev/null"],
    "kiriwake ndjson": [kiriwake, "decode", "--format", "ndjson", capture],
    "kiriwake text": [kiriwake, "decode", capture],
    "tshark": ["tshark", "-n", "-r", capture],
}
commands = {name: words for name, words in commands.items() if shutil.which(words[0])}
open(capture, "rb").read(1)
seen = {name: [] for name in commands}
for _ in range(rounds + 1):
    for name, words in commands.items():
        start = time.monotonic()
        child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        if status:
            sys.exit(f"{name} failed with status {status}")
        seen[name].append((wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
first = None
print(f"{'what':18} {'wall s':>8} {'min':>7} {'max':>7} {'CPU s':>8} {'peak MiB':>9} {'x first':>8}")
for name, all_rounds in seen.items():
    measured = all_rounds[1:]  # the first round warms the cache
    wall = statistics.median(m[0] for m in measured)
    cpu = statistics.median(m[1] for m in measured)
    peak = max(m[2] for m in measured)
    first = first or wall
    low, high = min(m[0] for m in measured), max(m[0] for m in measured)
    print(f"{name:18} {wall:8.3f} {low:7.3f} {high:7.3f} {cpu:8.3f} {peak:9.0f} {wall / first:8.2f}")
PYTHON
