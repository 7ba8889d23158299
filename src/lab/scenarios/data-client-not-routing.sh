# Connected, but the Mac sends nothing into the tunnel
OUTCOME=degraded STAGE=data SIDES='client none' CAUSES='data-client-not-routing-into-vpn none'
while_connected() { sleep 12; }
