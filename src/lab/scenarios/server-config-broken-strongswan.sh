# A typo in ipsec.conf: charon runs but has no connection
OUTCOME=failed STAGE=ike-phase1 SIDES=server CAUSES='server-ike-config-fails-to-load ike1-no-conn-authorized-silent ike1-proposal-mismatch'
EXPECT_SERVER='no IKE config found'
fault_in_server_config() { sed -i 's/^  left=.*/  left=198.51.100.20.\n  leftt=1/; s/ike=.*/ike=aes256-sha1-modp/' /etc/ipsec.conf; }
