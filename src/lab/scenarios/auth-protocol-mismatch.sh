# The server wants PAP, the Mac refuses it
OUTCOME=failed STAGE=lcp SIDES='settings server client' CAUSES='auth-protocol-mismatch'
MAC_PPP_OPTIONS=$'refuse-pap\nrefuse-eap'
fault_in_server_config() {
    sed -i '/refuse pap\|require auth/d' /etc/xl2tpd/xl2tpd.conf
    sed -i 's/require-mschap-v2/require-pap/' /etc/ppp/options.xl2tpd
    echo 'vpnuser * lab-password *' >/etc/ppp/pap-secrets
}
