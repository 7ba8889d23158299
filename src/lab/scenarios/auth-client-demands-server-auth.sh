# The Mac also requires the server to authenticate itself
MAC_PPP_OPTIONS=$'auth\nrequire-mschap-v2'
OUTCOME=failed STAGE=lcp SIDES='client settings' CAUSES='auth-client-demands-server-auth'
