# The server's kernel has no echainiv: the SA cannot be added
SKIP_MODULES='echainiv seqiv'
OUTCOME=failed STAGE=ike-phase2 SIDES=server CAUSES=ike2-kernel-rejects-sa
EXPECT_SERVER='unable to add SAD entry|received netlink error'
