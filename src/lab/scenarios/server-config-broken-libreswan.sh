# A typo in ipsec.conf: pluto runs but loads no connection
IKE=libreswan
OUTCOME=failed STAGE=ike-phase1 SIDES=server CAUSES='server-ike-config-fails-to-load ike1-no-conn-authorized-silent'
fault_in_server_config() { sed -i 's/^  ike=.*/  ike=aes256-sha1-modp/' /etc/ipsec.conf; }
