# NAT traversal is off in the server's connection, the client is behind NAT
IKE=libreswan IKE_OPTIONS='  nat-ikev1-method=none'
OUTCOME=failed STAGE=ike-phase2 SIDES='server settings' CAUSES='natt-kernel-espinudp-missing ike2-no-connection-known'
