# The RADIUS server does not answer
PPP_OPTIONS=$'plugin radius.so\nradius-config-file /etc/ppp/radiusclient.conf'
OUTCOME=failed STAGE=ppp-auth SIDES=server CAUSES='auth-radius-unreachable-or-rejects auth-credentials-rejected'
EXPECT_SERVER='no reply from RADIUS|rc_send_server'
fault_in_server_config() { radius_config 192.0.2.81; }
