# An old Mac (10.8) knows DH group 2 only; this libreswan was built without it
IKE=libreswan MACOS=10.8
OUTCOME=failed STAGE=ike-phase1 SIDES='settings server client' CAUSES=ike1-proposal-mismatch
EXPECT_SERVER='no acceptable Oakley Transform'
