# The server's own selector is UDP 1702: no connection for the proposed selectors
LEFT_PROTOPORT=17/1702 FIREWALL=drop
OUTCOME=failed STAGE=ike-phase2 SIDES='server settings' CAUSES='ike2-no-connection-known'
