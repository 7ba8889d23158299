# Decrypted L2TP is dropped by policy; no NAT, native ESP
NAT=no FIREWALL=drop VERBOSE=no
OUTCOME=failed STAGE=l2tp-tunnel SIDES=server CAUSES=l2tp-firewall-drops-1701-after-decrypt
fault_in_server_config() { forget_accept_l2tp; }
