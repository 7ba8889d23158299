#!/usr/bin/env bash
# The agent on a disk that becomes full: its store is a file system of 16 MiB that is filled up while a client dials, and
# freed again. It has to go on running, say so, and keep everything once there is room: nothing lost, doubled or torn.
#
#     src/bench/full_disk.sh      needs root, iproute2, python3; takes three minutes. Removes what it made.
set -euo pipefail
project=$(cd "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
kiriwake=${KIRIWAKE:-$project/agent/bin/kiriwake}
cases=$project/src/test/resources/cases
place=$(mktemp -d)
ns=kwfull$$
agent=0
failed=0
finish() {
    if [ "$agent" != 0 ]; then
        kill "$agent" 2>/dev/null || true
        wait "$agent" 2>/dev/null || true
    fi
    umount "$place/store" 2>/dev/null || true
    ip netns delete "$ns" 2>/dev/null || true
    ip netns delete "$ns-net" 2>/dev/null || true
    if [ -n "${KEEP:-}" ]; then echo "kept: $place"; else rm -rf "$place"; fi
}
trap finish EXIT
check() { # what, command...
    local what=$1
    shift
    if "$@" >/dev/null 2>&1; then echo "ok    $what"; else
        echo "FAIL  $what"
        failed=1
    fi
}
within() { # seconds, pattern, file: how long it took
    local begun=$SECONDS
    while [ $((SECONDS - begun)) -lt "$1" ]; do
        if grep -q "$2" "$3"; then
            echo "ok    '$2' after $((SECONDS - begun)) s"
            return
        fi
        sleep 0.5
    done
    echo "FAIL  '$2' not within $1 s"
    failed=1
}
ip netns add "$ns"
ip netns add "$ns-net"
ip link add eth0 netns "$ns" type veth peer name net0 netns "$ns-net"
ip -n "$ns" link set lo up
ip -n "$ns" addr add 198.51.100.20/24 dev eth0
ip -n "$ns" link set eth0 up
ip -n "$ns-net" link set net0 up
ip -n "$ns" route add default via 198.51.100.1
ip netns exec "$ns" sh -c 'iptables -A INPUT -i eth0 -j DROP; iptables -A OUTPUT -o eth0 -j DROP' 2>/dev/null || true
mkdir -p "$place/store" "$place/log" "$place/spool"
mount -t tmpfs -o size=16m kiriwake-full-disk "$place/store"
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
TZ=UTC ip netns exec "$ns" "$kiriwake" agent --config "$place/kiriwake.yaml" >"$place/agent.log" 2>&1 &
agent=$!
within 120 '^watching' "$place/agent.log"
replay() { TZ=UTC "$project/src/bench/replay_case.py" "$ns" "$place/log" "$cases/$1"; }

replay ppp-wrong-password-strongswan
within 120 'verdict: ' "$place/agent.log"
echo "--- the disk is filled"
dd if=/dev/zero of="$place/store/filler" bs=4096 2>/dev/null || true
df -k --output=avail "$place/store" | tail -1
replay server-no-connection-libreswan
# what it set aside and what it dropped is room that it may use: that is filled up too
sleep 60
dd if=/dev/zero of="$place/store/filler2" bs=4096 2>/dev/null || true
replay ppp-wrong-password-strongswan
within 30 'cannot keep anything' "$place/agent.log"
sleep 45
check 'it runs' kill -0 "$agent"
check 'the metrics say so' grep -q '^kiriwake_store_writable 0' "$place/kiriwake.prom"
echo "--- room again"
rm -f "$place"/store/filler*
within 30 'the store can be written again' "$place/agent.log"
sleep 45
check 'it runs' kill -0 "$agent"
check 'the metrics say so' grep -q '^kiriwake_store_writable 1' "$place/kiriwake.prom"
"$kiriwake" attempts --folder "$place/store" --lang en || true
kill "$agent" || true
wait "$agent" && status=0 || status=$?
echo "the agent ended with status $status"
agent=0
python3 - "$place" <<'END' || failed=1
import collections, json, os, pathlib, sqlite3, struct, sys
place = pathlib.Path(sys.argv[1])
db = sqlite3.connect(place / "store/kiriwake.db")
bad = []
def check(what, good):
    print("ok   " if good else "FAIL ", what)
    if not good: bad.append(what)
check("the database is whole", db.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
keys = db.execute("SELECT source, inode, position, octets FROM line").fetchall()
check("no line twice (%d lines)" % len(keys), len({k[:3] for k in keys}) == len(keys))
wrong = missing = 0
have = {(k[0], k[2]): k[3] for k in keys}
for name in ("secure", "messages"):
    file, at = place / "log" / name, 0
    for line in file.read_bytes().splitlines(keepends=True):
        kept = have.get((str(file), at))
        wrong += kept is not None and kept != line.rstrip(b"\n")
        missing += kept is None and any(word in line for word in (b"xl2tpd[", b"pppd[", b"pluto[", b"charon"))
        at += len(line)
check("no line torn", wrong == 0)
check("no line of a daemon lost", missing == 0)
attempts = db.execute("SELECT id, outcome, side, cause, folder FROM attempt").fetchall()
check("three attempts kept, none with a wrong side", sorted(row[2] for row in attempts) == ["settings"] * 3)
for row in db.execute("SELECT json FROM report"): json.loads(row[0])
for _, _, _, _, folder in attempts:
    if folder:
        check("case folder %s is whole" % folder, json.load(open(place / "store/cases" / folder / "case.json")) and True)
check("nothing half made", not [n for n in os.listdir(place / "store/cases") if n.startswith(".")])
for file in sorted((place / "store/ring").iterdir()):
    data, at = file.read_bytes(), 24
    while at + 16 <= len(data):
        at += 16 + struct.unpack("<I", data[at + 8:at + 12])[0]
    check("ring %s ends with a whole record" % file.name, len(data) >= 24 and at == len(data))
sys.exit(bool(bad))
END
echo "--- log of the agent"
cut -c1-180 "$place/agent.log"
exit "$failed"
