# The server insists on source port 1701, the Mac uses an ephemeral one: behind NAT pluto installs the SA nevertheless, for 1701
IKE=libreswan RIGHT_PROTOPORT=17/1701
OUTCOME=failed STAGE=esp SIDES='server' CAUSES='ike2-rightprotoport-only-1701 esp-policy-or-template-mismatch'
EXPECT_STATE='XfrmInStateMismatch\s+[1-9]'
