# chap-secrets names another server than xl2tpd's name; another user has a fitting line
IKE=libreswan PPPD_DEBUG=no CHAP_SECRETS=$'vpnuser pptpd lab-password *\nother l2tpd lab-password *'
OUTCOME=failed STAGE=ppp-auth SIDES='server settings client' CAUSES='auth-user-or-server-name-not-in-secrets auth-credentials-rejected'
EXPECT_SERVER='No CHAP secret found'
