# The live parts inside the guest (run --live capture): kiriwake in the server's namespaces, before the Mac dials.
# The JVM is ten to twenty times slower here than outside.

live_start() {
    [ "$LIVE" = capture ] || return 0
    step "live: kiriwake starts"
    in_host server live_capture &
    wait_for 150 has 'Connect from the Mac now' "$OUT/work/live.err" || echo "live: kiriwake is not ready"
}

live_capture() {
    "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -Xmx96m -Xss512k -XX:-UsePerfData \
        --enable-native-access=ALL-UNNAMED -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -jar "$JAR" \
        capture --interface eth0 --output "$OUT/live" --duration 400s >"$OUT/work/live.out" 2>"$OUT/work/live.err" &
    echo $! >/run/live.java
    wait $!
    echo $? >"$OUT/work/live.status"
}

# It ends by itself when the attempt has ended; else as when a service manager ends it.
live_stop() {
    [ "$LIVE" = capture ] || return 0
    step "live: kiriwake ends"
    wait_for 60 test -s "$OUT/work/live.status" && return 0
    echo asked >"$OUT/work/live.asked"
    in_host server live_ask
    wait_for 150 test -s "$OUT/work/live.status" || echo "live: kiriwake did not end"
}
live_ask() { kill -TERM "$(</run/live.java)"; }
