# xl2tpd is there, its socket is open, but it is stopped
OUTCOME=failed STAGE=l2tp-tunnel SIDES=server CAUSES='l2tp-daemon-unresponsive'
fault_in_server() { kill -STOP "$(pid_of xl2tpd)"; }
