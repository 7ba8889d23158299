# ikev1-policy=drop, the default of new libreswan
IKE=libreswan IKEV1_POLICY=drop
OUTCOME=failed STAGE=ike-phase1 SIDES=server CAUSES='ike1-disabled-on-server ike1-no-conn-authorized-silent'
fault_in_server_config() { sed -i 's/^  ikev2=no/  ikev2=no/' /etc/ipsec.conf; }
