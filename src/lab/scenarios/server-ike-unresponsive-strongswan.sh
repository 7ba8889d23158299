# charon is there, its socket is open, but it is stopped
OUTCOME=failed STAGE=reach SIDES=server CAUSES='server-ike-daemon-unresponsive'
fault_in_server() { kill -STOP "$(pid_of charon)"; }
