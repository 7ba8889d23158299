# The home router lets UDP 500 out, but not 4500
OUTCOME=failed STAGE=nat-t SIDES='client-network path' CAUSES='natt-udp4500-blocked-on-client-side natt-udp4500-blocked-at-server'
fault_on_path() { on home iptables-legacy -A FORWARD -p udp --dport 4500 -j DROP; }
