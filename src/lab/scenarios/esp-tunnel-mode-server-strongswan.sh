# The server's connection is of type tunnel
OUTCOME=failed STAGE=ike-phase2 SIDES='server settings' CAUSES='ike2-proposal-mismatch ike2-no-connection-known'
fault_in_server_config() { sed -i 's/type=transport/type=tunnel/' /etc/ipsec.conf; }
