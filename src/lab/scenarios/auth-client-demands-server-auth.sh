# The Mac also requires the server to authenticate itself
MAC_PPP_OPTIONS=$'auth\nrequire-mschap-v2'
OUTCOME=failed STAGE=lcp SIDES='client settings' CAUSES='auth-client-demands-server-auth auth-protocol-mismatch'
fault_on_path() { on client bash -c 'echo "* * lab-password *" >/etc/ppp/chap-secrets'; }
