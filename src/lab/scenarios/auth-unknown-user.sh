# The user is not in chap-secrets
MAC_USER=nobody-here
OUTCOME=failed STAGE=ppp-auth SIDES='server settings client' CAUSES='auth-user-or-server-name-not-in-secrets auth-credentials-rejected'
EXPECT_SERVER='No CHAP secret found'
