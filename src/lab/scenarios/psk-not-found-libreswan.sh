# The secrets file has an entry for somebody else only
IKE=libreswan
OUTCOME=failed STAGE=ike-phase1 SIDES=server CAUSES=ikeauth-psk-not-found-for-peer
fault_in_server_config() { echo '192.0.2.1 192.0.2.99 : PSK "lab-psk-0123456789"' >/etc/ipsec.secrets; }
