# The server insists on source port 1701, the Mac uses an ephemeral one
IKE=libreswan RIGHT_PROTOPORT=17/1701
OUTCOME=failed STAGE=ike-phase2 SIDES='server' CAUSES='ike2-rightprotoport-only-1701 ike2-no-connection-known'
