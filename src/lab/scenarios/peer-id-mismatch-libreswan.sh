# The server insists on another identity of its peer
IKE=libreswan IKE_OPTIONS='  rightid=@mac.example.jp'
OUTCOME=failed STAGE=ike-auth SIDES='settings server' CAUSES='ikeauth-peer-id-mismatch'
