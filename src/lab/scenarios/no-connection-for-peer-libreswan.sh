# The only connection is for another peer
IKE=libreswan VERBOSE=no
OUTCOME=failed STAGE=ike-phase1 SIDES='server settings' CAUSES='ike1-no-conn-authorized-silent'
EXPECT_SERVER='no connection has been authorized|no suitable connection'
fault_in_server_config() { sed -i 's/right=%any/right=192.0.2.99/' /etc/ipsec.conf; }
