# The server requires PFS in quick mode
IKE=libreswan
OUTCOME=failed STAGE=ike-phase2 SIDES='settings server' CAUSES='ike2-pfs-mismatch ike2-proposal-mismatch'
EXPECT_SERVER='PFS'
fault_in_server_config() { sed -i 's/pfs=no/pfs=yes/' /etc/ipsec.conf; }
