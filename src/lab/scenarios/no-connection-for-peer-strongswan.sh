# The only connection is for another peer
OUTCOME=failed STAGE=ike-phase1 SIDES='server settings' CAUSES='ike1-no-conn-authorized-silent ike1-proposal-mismatch'
EXPECT_SERVER='no IKE config found'
fault_in_server_config() { sed -i 's/right=%any/right=192.0.2.99/' /etc/ipsec.conf; }
