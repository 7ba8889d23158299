package kiriwake.check;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The words pppd knows by itself, 2.4.5 to 2.5 (pppd(8)); plugins add their own. */
final class PppWords {
    /** Long names, sorted. */
    static final List<String> ALL = List.of("""
            active-filter allow-ip allow-number asyncmap auth bind bsdcomp bundle ca call cap-max capath cbcp
            cdtrcts cert chap-interval chap-max-challenge chap-restart chap-timeout chapms-strip-domain
            child-timeout connect connect-delay crl crl-dir crtscts datarate debug default-asyncmap default-mru
            defaultroute defaultroute-metric defaultroute6 defaultroute6-metric deflate demand detach disconnect
            domain dryrun dump eap-interval eap-max-rreq eap-max-sreq eap-restart eap-timeout enable-session
            endpoint escape file hide-password holdoff host idle ifname init initialize ip-down-script
            ip-pre-up-script ip-up-script ipcp-accept-local ipcp-accept-remote ipcp-max-configure
            ipcp-max-failure ipcp-max-terminate ipcp-no-address ipcp-no-addresses ipcp-restart ipparam ipv6
            ipv6-down-script ipv6-up-script ipv6cp-accept-local ipv6cp-accept-remote ipv6cp-max-configure
            ipv6cp-max-failure ipv6cp-max-terminate ipv6cp-noremote ipv6cp-nosend ipv6cp-restart
            ipv6cp-use-ipaddr ipv6cp-use-persistent ipv6cp-use-remotenumber ipx ipx-network ipx-node
            ipx-protocol ipx-router-name ipx-routing ipxcp-accept-local ipxcp-accept-network ipxcp-accept-remote
            ipxcp-max-configure ipxcp-max-failure ipxcp-max-terminate ipxcp-restart kdebug key ktune
            lcp-echo-adaptive lcp-echo-failure lcp-echo-interval lcp-max-configure lcp-max-failure
            lcp-max-terminate lcp-restart lcp-rtt-file linkname local lock logfd logfile login master_detach
            max-tls-version maxconnect maxfail maxoctets mo-direction mo-timeout modem moredebug mp mppe
            mppe-128 mppe-40 mppe-stateful mpshortseq mrru mru ms-dns ms-wins mtu multilink name need-peer-eap
            netmask noaccomp noauth nobsdcomp noccp nocdtrcts nocrtscts nodefaultroute nodefaultroute6 nodeflate
            nodeflatedraft nodetach nodtrcts noecp noendpoint noip noipdefault noipv6 noipx nokdebug noktune
            nolock nolog nologfd nomagic nomp nomppe nomppe-128 nomppe-40 nomppe-stateful nompshortseq
            nomultilink nopcomp nopersist nopredictor1 noproxyarp noremoteip noreplacedefaultroute nosendip
            notty novj novjccomp novm nowarn noxonxoff pap-max-authreq pap-restart pap-timeout papcrypt
            pass-filter passive password persist phone plugin predictor1 privgroup proxyarp pty radius-avpair
            receive-all record refuse-chap refuse-eap refuse-mschap refuse-mschap-v2 refuse-pap remotename
            remotenumber replacedefaultroute require-chap require-eap require-mppe require-mppe-128
            require-mppe-40 require-mschap require-mschap-v2 require-pap set set_userip show-password silent
            srp-interval srp-pn-secret srp-use-pseudonym stop-bits sync tls-verify-key-usage tls-verify-method
            unit unset up_sdnotify updetach usehostname usepeerdns user vj-max-slots welcome xonxoff
            """.strip().split("\\s+"));

    private static final Set<String> SHORT = Set.of("""
            +chap +ipv6 +ipx +mp +mppe +mppe-128 +mppe-40 +mschap +mschap-v2 +chapms +chapms-v2 +pap +ua -ac
            -all -am -as -bsdcomp -ccp -chap -crtscts -d -defaultroute -defaultroute6 -deflate -detach -ecp -ip
            -ipv6 -ipx -mn -mp -mru -mschap -mschap-v2 -chapms -chapms-v2 -p -pap -pc -predictor1 -proxyarp -vj
            -vjccomp --help --version -help -v
            """.strip().split("\\s+"));

    /** {@code 10.0.0.1:10.0.0.2}, a speed, a device. */
    private static final Pattern OTHER =
            Pattern.compile("[\\w.-]{0,64}:[\\w.-]{0,64}|\\d{1,8}|/\\S{1,200}|tty\\S{1,32}");

    private PppWords() {}

    static boolean isKnown(String word) {
        String plain = word.startsWith("\"") ? word.replace("\"", "") : word;
        return ALL.contains(plain)
                || SHORT.contains(plain)
                || OTHER.matcher(plain).matches();
    }
}
