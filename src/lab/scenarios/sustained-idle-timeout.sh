# The server's pppd has an idle limit and nobody uses the line
OUTCOME=dropped STAGE=sustained SIDES='server none' CAUSES='sustained-idle-timeout none'
EXPECT_SERVER='lack of activity'
fault_in_server_config() { sed -i 's/^idle .*/idle 12/' /etc/ppp/options.xl2tpd; }
while_connected() { mac_uses_the_line; ends_by_itself 30; }
