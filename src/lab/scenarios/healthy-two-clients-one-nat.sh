# Nothing wrong: two Macs behind one router, both connected
MACS='client client2' FAILING_MAC=client2
OUTCOME=established STAGE=data SIDES=none CAUSES=none
run_story() { mac_dials client; mac_uses_the_line; mac_dials client2 && on client2 ping -c 3 -i 1 192.0.2.80; }
