# The Mac's own IKE daemon never gets to send: another VPN product holds UDP 500
OUTCOME=failed STAGE=reach SIDES='client' CAUSES='client-udp500-in-use-by-other-vpn client-firewall-or-security-suite-blocks-ike'
run_story() { on client pkill -STOP -x charon; mac_dials client; }
