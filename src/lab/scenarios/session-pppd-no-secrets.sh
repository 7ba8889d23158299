# "auth" is asked for, but chap-secrets is empty: pppd refuses to start
CHAP_SECRETS=
OUTCOME=failed STAGE=lcp SIDES=server CAUSES='session-pppd-auth-setup-impossible auth-user-or-server-name-not-in-secrets'
EXPECT_SERVER='required to authenticate itself|code 1'
