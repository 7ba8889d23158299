# Nothing wrong: the kernel has no l2tp_ppp, xl2tpd falls back to userspace
SKIP_MODULES=l2tp_ppp
OUTCOME=established STAGE=data SIDES=none CAUSES=none
EXPECT_SERVER='L2TP kernel support not detected'
