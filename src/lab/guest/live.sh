# The live parts inside the guest: kiriwake in the server's namespaces, before the Mac dials.
# run --live capture: one scenario, one kiriwake capture. run --live agent: one agent through all STORIES, one after the other.
# The JVM is ten to twenty times slower here than outside.

kiriwake() {
    exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -Xmx96m -Xss512k -XX:-UsePerfData \
        --enable-native-access=ALL-UNNAMED -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -jar "$JAR" "$@"
}

live_start() {
    [ "$LIVE" = capture ] || return 0
    step "live: kiriwake starts"
    in_host server live_capture &
    wait_for 150 has 'Connect from the Mac now' "$OUT/raw/live.err" || echo "live: kiriwake is not ready"
}

live_capture() {
    kiriwake capture --interface eth0 --output "$OUT/live" --duration 400s >"$OUT/raw/live.out" 2>"$OUT/raw/live.err" &
    echo $! >/run/live.java
    wait $!
    echo $? >"$OUT/raw/live.status"
}

# It ends by itself when the attempt has ended; else as when a service manager ends it.
live_stop() {
    [ "$LIVE" = capture ] || return 0
    step "live: kiriwake ends"
    wait_for 60 test -s "$OUT/raw/live.status" && return 0
    echo asked >"$OUT/raw/live.asked"
    in_host server live_ask
    wait_for 150 test -s "$OUT/raw/live.status" || echo "live: kiriwake did not end"
}
live_ask() { kill -TERM "$(</run/live.java)"; }

# --- the agent

[ "$LIVE" != agent ] || snapshot() { :; }   # its own are what counts

# What it watches it finds out by itself, but for the NFLOG group of the first scenario. The store is in memory: the folder
# outside is no file system of a server.
live_agent() {
    put /etc/kiriwake.yaml <<CONF
${SERVER_NFLOG:+capture: { nflog-group: $SERVER_NFLOG \}}
storage: { folder: /run/kiriwake, disk: 64 MiB }
clients: { spool: /run/kiriwake/spool }
CONF
    mkdir -p /run/kiriwake/spool
    kiriwake agent --config /etc/kiriwake.yaml >"$OUT/raw/agent.log" 2>&1 &
    echo $! >/run/live.java
    wait $!
    echo $? >"$OUT/raw/live.status"
    cp -r /run/kiriwake "$OUT/store"
}

verdicts() { local lines=(); mapfile -t lines < <(grep '^verdict: ' "$OUT/raw/agent.log"); echo "${#lines[@]}"; }
more_verdicts() { [ "$(verdicts)" -gt "$1" ]; }

# The server is there already, with all its files, when the agent starts; each story then brings its own server and Mac.
live_stories() {
    local name
    step "agent: it starts"
    in_host server server_up
    in_host server live_agent &
    wait_for 200 has '^watching' "$OUT/raw/agent.log" || echo "live: the agent does not watch"
    asks_serve &
    for name in ${STORIES//,/ }; do
        SCENARIO=$name bash-static -c '. "$LAB/guest/lib.sh"; live_story'
    done
    step "agent: it ends"
    nap 10
    in_host server live_ask
    wait_for 150 test -d "$OUT/store/cases" || echo "live: the agent did not end"
    nap 2
}

live_story() {
    local before mac
    step() { printf '%(%T)T %s\n' -1 "$*" >"$OUT/raw/step"; echo "$(<"$OUT/raw/step")"; echo "$(<"$OUT/raw/step")" >/dev/console; }
    for mac in server $MACS; do in_host "$mac" live_tidy; done
    live_tidy_path
    step "$SCENARIO: server"
    in_host server server_up
    hook fault_on_path
    ! given fault_in_server || in_host server fault_in_server
    for mac in $MACS; do in_host "$mac" mac_start; done
    before=$(verdicts)
    echo "$SCENARIO $EPOCHREALTIME" >>"$OUT/raw/stories"
    step "$SCENARIO: dialling"
    run_story
    step "$SCENARIO: waiting for the verdict"
    wait_for 200 more_verdicts "$before" || echo "live: no verdict for $SCENARIO"
}

# Inside a host: nothing is left of the story before; the logs are rotated as logrotate does it.
live_tidy() {
    local one table log
    for one in starter charon pluto xl2tpd pppd; do pkill -9 -x $one; done
    rm -rf /run/*charon* /run/pluto/* /run/xl2tpd* /run/mac.ready
    mkdir -p /run/xl2tpd
    ip xfrm state flush
    ip xfrm policy flush
    for table in filter nat mangle raw; do iptables-legacy -t "$table" -F; done
    for table in INPUT FORWARD OUTPUT; do iptables-legacy -P "$table" ACCEPT; done
    for log in messages secure; do [ ! -e /var/log/$log ] || mv "/var/log/$log" "/var/log/$log-$EPOCHSECONDS"; done
    kill -HUP "$(</run/rsyslog.pid)"
    return 0
}
live_tidy_path() {
    local host table
    for host in home isp; do
        for table in filter mangle raw; do on $host iptables-legacy -t $table -F; done
        on $host sh -c 'for card in $(ls /sys/class/net); do tc qdisc del dev $card root; done' 2>/dev/null
    done
}
