# Decrypted L2TP is dropped; the state was looked at only after the Mac had taken its SAs down
FIREWALL=drop SNAPSHOT_AFTER=late PPPD_DEBUG=no MACOS=13
OUTCOME=failed STAGE=l2tp-tunnel SIDES=server CAUSES=l2tp-firewall-drops-1701-after-decrypt
fault_in_server_config() { forget_accept_l2tp; }
