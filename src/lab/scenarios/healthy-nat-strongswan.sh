# Nothing wrong: behind a home router, strongSwan, CentOS-style firewall with a final REJECT
OUTCOME=established STAGE=data SIDES=none CAUSES=none
EXPECT_CLIENT='Committed PPP store'
