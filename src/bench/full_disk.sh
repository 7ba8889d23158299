#!/usr/bin/env bash
# The agent on a disk that becomes full: its store is a file system of 16 MiB that is filled up while a client dials, and
# freed again. It has to go on running, say so, and keep everything once there is room: nothing lost, doubled or torn.
#
#     src/bench/full_disk.sh      needs root, iproute2, python3; takes three minutes. Removes what it made.
set -euo pipefail
project=$(cd "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
kiriwake=${KIRIWAKE:-$project/agent/bin/kiriwake}
cases=$project/src/test/resources/cases
failed=0
. "$project/src/bench/host_of_its_own.sh"
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
make_host kwfull
mount -t tmpfs -o size=16m kiriwake-full-disk "$place/store"
watch
within 120 '^watching' "$place/agent.log"

replay "$cases/ppp-wrong-password-strongswan"
within 120 'verdict: ' "$place/agent.log"
echo "--- the disk is filled"
dd if=/dev/zero of="$place/store/filler" bs=4096 2>/dev/null || true
df -k --output=avail "$place/store" | tail -1
replay "$cases/server-no-connection-libreswan"
# what it set aside and what it dropped is room that it may use: that is filled up too
sleep 60
dd if=/dev/zero of="$place/store/filler2" bs=4096 2>/dev/null || true
replay "$cases/ppp-wrong-password-strongswan"
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
import collections, gzip, json, os, pathlib, sqlite3, struct, sys
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
for row in db.execute("SELECT content FROM report"): json.loads(gzip.decompress(row[0]))
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
