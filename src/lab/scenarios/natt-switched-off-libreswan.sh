# NAT traversal is off in the connection, the client is behind NAT: pluto stays on port 500 and still puts ESP in UDP
IKE=libreswan IKE_OPTIONS='  nat-ikev1-method=none'
OUTCOME=failed STAGE=esp SIDES='server settings' CAUSES='natt-kernel-espinudp-missing ike2-no-connection-known'
