# The server's own selector is UDP 1702; libreswan agrees to quick mode all the same, and the kernel refuses the packets
IKE=libreswan LEFT_PROTOPORT=17/1702
OUTCOME=failed STAGE=esp SIDES=server CAUSES='esp-policy-or-template-mismatch ike2-no-connection-known'
EXPECT_STATE='XfrmInStateMismatch\s+[1-9]'
