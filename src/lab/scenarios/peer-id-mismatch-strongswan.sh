# The server insists on another identity of its peer
IKE_OPTIONS='  rightid=@mac.example.jp'
OUTCOME=failed STAGE=ike-auth SIDES='settings server' CAUSES='ikeauth-peer-id-mismatch'
EXPECT_SERVER='no peer config found|looking for pre-shared key peer configs'
