# Somebody restarts xl2tpd while a Mac is connected
OUTCOME=dropped STAGE=sustained SIDES=server CAUSES=sustained-server-restart-or-crash
while_connected() { mac_uses_the_line; in_host server xl2tpd_restart; ends_by_itself 20; }
