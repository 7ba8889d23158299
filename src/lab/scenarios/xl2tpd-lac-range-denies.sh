# The lns serves another range of peers only: StopCCN
XL2TPD_GLOBAL='access control = yes' XL2TPD_LNS='lac = 192.0.2.1-192.0.2.9'
OUTCOME=failed STAGE=l2tp-tunnel SIDES=server CAUSES='l2tp-peer-not-authorized'
EXPECT_SERVER='unauthorized|Denied'
