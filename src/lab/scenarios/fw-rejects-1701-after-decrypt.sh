# Decrypted L2TP hits the final REJECT; libreswan
IKE=libreswan
OUTCOME=failed STAGE=l2tp-tunnel SIDES=server CAUSES=l2tp-firewall-drops-1701-after-decrypt
fault_in_server_config() { forget_accept_l2tp; }
