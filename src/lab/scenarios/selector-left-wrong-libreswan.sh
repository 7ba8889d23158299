# The server's own selector is UDP 1702: no connection for the proposed selectors
IKE=libreswan LEFT_PROTOPORT=17/1702
OUTCOME=failed STAGE=ike-phase2 SIDES='server settings' CAUSES='ike2-no-connection-known'
EXPECT_SERVER='no connection is known|cannot respond to IPsec SA request'
