# charon crashed and came back while a Mac was connected: its ESP meets no state
OUTCOME=dropped STAGE=sustained SIDES='server settings' CAUSES='sustained-server-restart-or-crash ikeauth-stale-sa-after-restart'
EXPECT_STATE='XfrmInNoStates\s+[1-9]'
while_connected() {
    mac_uses_the_line
    in_host server keep_keys
    on server pkill -9 -x starter
    on server pkill -9 -x charon
    on server ip xfrm state flush
    on server ip xfrm policy flush
    on server bash -c 'rm -f /run/*charon.pid; ipsec start'
    sleep 5
    mac_uses_the_line
    on client ping -c "${PINGS:-10}" -i 1 -W 1 192.0.2.80
}
