# The first attempt met a stopped server, the second one works; same files
OUTCOME=established STAGE=data SIDES=none CAUSES=none
run_story() {
    on server pkill -STOP -x charon
    mac_dials client
    on server pkill -CONT -x charon
    sleep 20
    mac_dials client && while_connected
}
