# The secrets file has an entry for somebody else only
OUTCOME=failed STAGE=ike-auth SIDES=server CAUSES=ikeauth-psk-not-found-for-peer
EXPECT_SERVER='no shared key found'
fault_in_server_config() { echo '192.0.2.1 192.0.2.99 : PSK "lab-psk-0123456789"' >/etc/ipsec.secrets; }
