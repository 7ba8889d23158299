#!/usr/bin/env bash
# A million attempts in the store: how long the questions of `kiriwake attempts` take, and the command as a whole.
#     src/bench/attempts.sh [COUNT]       default 1000000; 270 MB in a temporary folder. After mvn -DskipTests package.
set -euo pipefail
project=$(cd "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
count=${1:-1000000}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
java=${KIRIWAKE_JAVA:-$(ls -d /usr/lib/jvm/*25*/bin/java 2>/dev/null | head -1)}
"${java:-java}" -XX:+UseSerialGC -Xmx256m --enable-native-access=ALL-UNNAMED \
    -cp "${KIRIWAKE_CLASSPATH:-$project/target/classes:$project/target/test-classes}:$project/target/lib/*" \
    kiriwake.bench.ManyAttempts "$place" "$count"
for _ in 1 2 3 4 5; do
    begun=$(date +%s%N)
    "$project/agent/bin/kiriwake" attempts --folder "$place" --since 24h >/dev/null
    echo "kiriwake attempts --since 24h: $((($(date +%s%N) - begun) / 1000000)) ms"
done
echo "load: $(cut -d' ' -f1-3 /proc/loadavg)"
