package kiriwake.log.pppd;

import static kiriwake.log.Catalogue.line;
import static kiriwake.log.Catalogue.noise;

import java.util.List;
import java.util.Optional;
import kiriwake.event.Direction;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.log.Catalogue;
import kiriwake.log.Catalogue.Hit;
import kiriwake.log.PppDump;
import kiriwake.log.Saying;
import org.jspecify.annotations.Nullable;

/** The server's pppd. */
public final class PppdLines {

    /** Formats from pppd 2.4.5 and 2.4.9. */
    public static final Catalogue CATALOGUE = new Catalogue(List.of(
            line(
                    "started",
                    "pppd (?<version>\\S+) started by .{0,80}",
                    "pppd 2.4.9 started by root, uid 0",
                    (m, s) -> s.told(Sign.PPPD_STARTED, "version", m.group("version"))),
            line(
                    "interface",
                    "Using interface (?<name>\\S+)",
                    "Using interface ppp0",
                    (m, s) -> s.told(Sign.PPP_INTERFACE, "interface", m.group("name"))),
            noise("connect", "Connect: \\S+ <--> ?\\S*", "Connect: ppp0 <--> "),
            line(
                    "option-refused",
                    "(?:/\\S+: )?(?:In file (?<file>\\S+): )?(?:unrecognized option '(?<option>[^']{0,80})'|too few parameters for option (?<option2>.{0,80})|(?:option|The) .{0,60}(?:invalid|not allowed).{0,60})",
                    "In file /etc/ppp/options.xl2tpd: unrecognized option 'crtscts'",
                    (m, s) -> s.told(
                            Sign.PPPD_OPTION_REFUSED,
                            "option",
                            m.group("option") == null ? orEmpty(m.group("option2")) : m.group("option"),
                            "file",
                            orEmpty(m.group("file")),
                            "text",
                            m.group())),
            line(
                    "lock-refused",
                    "(?:Can't lock \\S{1,60}: not a character device|Device \\S{1,60} is locked by pid \\d+)",
                    "Device /dev/pts/3 is locked by pid 812",
                    (m, s) -> s.told(Sign.PPPD_OPTION_REFUSED, "option", "lock", "text", m.group())),
            line(
                    "not-root",
                    "(?:/\\S+: )?must be root to run \\S{1,60}, since it is not setuid-root",
                    "must be root to run /usr/sbin/pppd, since it is not setuid-root",
                    (m, s) -> s.told(Sign.PPPD_EXEC_FAILED, "text", m.group())),
            line(
                    "no-options-file",
                    "(?:/\\S+: )?(?:Can't open options file (?<file>[^:]{1,120}): .{0,80}|unable to drop privileges to open .{0,120})",
                    "Can't open options file /etc/ppp/options.xl2tpd: No such file or directory",
                    (m, s) -> s.told(Sign.PPPD_FILE_UNREADABLE, "file", orEmpty(m.group("file")), "text", m.group())),
            line(
                    "plugin-refused",
                    "(?:/\\S+: )?(?:Couldn't load plugin (?<plugin>\\S+)|Plugin (?<plugin2>\\S+) is for pppd version \\S+, this is \\S+|.{0,120}cannot open shared object file.{0,80}|.{0,60}undefined symbol.{0,80}|No PPPoL2TP FD specified|Socket of not a PPPoX socket|tunnel_id/session_id values not specified)",
                    "Couldn't load plugin pppol2tp.so",
                    (m, s) -> s.told(
                            Sign.PPPD_PLUGIN_REFUSED,
                            "plugin",
                            m.group("plugin") == null ? orEmpty(m.group("plugin2")) : m.group("plugin"),
                            "text",
                            m.group())),
            line(
                    "kernel-missing",
                    "(?:Couldn't open the /dev/ppp device.{0,80}|You need to create the /dev/ppp device node.{0,80}|Please load the ppp_generic kernel module\\.?|This system lacks kernel support for PPP.{0,160}|.{0,60}this system lacks kernel support for PPP.{0,160}|Kernel doesn't support ppp_generic.{0,60}|PPPoL2TP kernel driver not installed.{0,40}|Sorry - this system lacks PPP kernel support.{0,40})",
                    "Couldn't open the /dev/ppp device: No such file or directory",
                    (m, s) -> s.told(Sign.PPPD_KERNEL_MISSING, "text", m.group())),
            line(
                    "kernel-trouble",
                    "(?:Couldn't create new ppp unit: .{0,80}|Couldn't get channel number: .{0,80}|Couldn't attach to channel .{0,80}|Couldn't connect PPPoL2TP.{0,80}|Given FD for PPPoL2TP socket invalid.{0,80}|Couldn't set .{0,80})",
                    "Couldn't create new ppp unit: Inappropriate ioctl for device",
                    (m, s) -> s.told(Sign.PPP_ENDED, "text", m.group())),
            line(
                    "no-secrets",
                    "(?:/\\S+: )?The remote system (?:\\(.{0,80}\\) )?is required to authenticate itself.{0,20}",
                    "The remote system is required to authenticate itself",
                    (m, s) -> s.told(Sign.PPPD_NO_SECRETS)),
            line(
                    "no-secrets-2",
                    "(?:/\\S+: )?but I couldn't find any suitable secret \\(password\\) for it to use to do so\\.",
                    "but I couldn't find any suitable secret (password) for it to use to do so.",
                    (m, s) -> s.told(Sign.PPPD_NO_SECRETS)),
            noise(
                    "no-secrets-3",
                    "\\(None of the available passwords would let it use an IP address\\.\\)",
                    "(None of the available passwords would let it use an IP address.)"),
            line(
                    "secret-file",
                    "(?:Can't open (?:chap secret|PAP password) file (?<file>[^:]{1,120}): .{0,80}|cannot stat secret file .{0,160})",
                    "Can't open chap secret file /etc/ppp/chap-secrets: Permission denied",
                    (m, s) -> s.told(Sign.PPPD_FILE_UNREADABLE, "file", orEmpty(m.group("file")), "text", m.group())),
            line(
                    "lcp-timeout",
                    "LCP: timeout sending Config-Requests",
                    "LCP: timeout sending Config-Requests",
                    (m, s) -> s.told(Sign.LCP_TIMEOUT, "direction", "out")),
            line(
                    "lcp-loop",
                    "LCP: Maximum Config-Requests exceeded",
                    "LCP: Maximum Config-Requests exceeded",
                    (m, s) -> s.told(Sign.LCP_LOOP)),
            line(
                    "echo-lost",
                    "No response to (?<count>\\d+) echo-requests",
                    "No response to 5 echo-requests",
                    (m, s) -> s.told(Sign.LCP_ECHO_LOST, "count", m.group("count"))),
            noise(
                    "serial",
                    "(?:Serial link appears to be disconnected\\.|Serial line is looped back\\.)",
                    "Serial link appears to be disconnected."),
            line(
                    "terminated-by-peer",
                    "LCP terminated by peer(?: \\((?<text>.{0,160})\\))?",
                    "LCP terminated by peer (User request)",
                    (m, s) -> s.told(Sign.LCP_TERMINATE, "direction", "in", "text", orEmpty(m.group("text")))),
            line(
                    "chap-failed",
                    "Peer (?<user>.{0,80}) failed CHAP (?:authentication|Session verification)",
                    "Peer vpnuser failed CHAP authentication",
                    (m, s) ->
                            s.told(Sign.AUTH_REJECTED, "user", m.group("user")).tie(Tie.Kind.USER, m.group("user"))),
            line(
                    "no-secret-for",
                    "No CHAP secret found for authenticating (?<user>.{0,80})",
                    "No CHAP secret found for authenticating bob",
                    (m, s) -> s.told(Sign.AUTH_USER_UNKNOWN, "user", m.group("user"))
                            .tie(Tie.Kind.USER, m.group("user"))),
            line(
                    "no-pap-secret",
                    "no PAP secret found for (?<user>.{0,80})",
                    "no PAP secret found for bob",
                    (m, s) -> s.told(Sign.AUTH_USER_UNKNOWN, "user", m.group("user"))),
            line(
                    "pap-failed",
                    "PAP (?:peer )?authentication failed(?: for (?<user>.{0,80}))?",
                    "PAP peer authentication failed for bob",
                    (m, s) -> s.told(Sign.AUTH_REJECTED, "user", orEmpty(m.group("user")))),
            line(
                    "auth-ok",
                    "(?:CHAP|PAP|CHAP peer|PAP peer|EAP) (?:peer )?authentication succeeded.{0,80}|CHAP authentication succeeded.{0,80}",
                    "CHAP authentication succeeded",
                    (m, s) -> s.told(Sign.AUTH_SUCCEEDED)),
            line(
                    "peer-refused",
                    "peer refused to authenticate: terminating (?:link|connection)",
                    "peer refused to authenticate: terminating link",
                    (m, s) -> s.told(Sign.AUTH_PEER_REFUSED)),
            line(
                    "no-auth-possible",
                    "No auth is possible",
                    "No auth is possible",
                    (m, s) -> s.told(Sign.AUTH_PEER_REFUSED)),
            line(
                    "backend",
                    "(?:rc_\\w+: .{0,160}|RADIUS: .{0,160}|PAM (?:Authentication|Account|Session) .{0,160}|User unknown - cannot authenticate via PAM|Password for .{0,80} has expired|.{0,40}winbind.{0,120}|NTLM .{0,120}|.{0,60}no reply from RADIUS server.{0,80})",
                    "rc_send_server: no reply from RADIUS server 192.0.2.1:1812",
                    (m, s) -> s.told(Sign.AUTH_BACKEND_FAILED, "text", m.group())),
            line(
                    "crypto",
                    "(?:MS-CHAPv2 Success packet is badly formed\\.|MS-CHAPv2 mutual authentication failed\\.|.{0,60}(?:MD4|DES|legacy provider).{0,40}(?:not available|failed|unsupported).{0,40})",
                    "MS-CHAPv2 mutual authentication failed.",
                    (m, s) -> s.told(Sign.AUTH_CRYPTO_MISSING, "text", m.group())),
            line(
                    "mppe",
                    "(?:MPPE required.{0,120}|MPPE disabled.{0,80})",
                    "MPPE required but peer negotiation failed",
                    (m, s) -> s.told(Sign.MPPE_REQUIRED, "text", m.group())),
            line(
                    "local-ip",
                    "local  IP address (?<ip>\\S+)",
                    "local  IP address 10.9.0.1",
                    (m, s) -> s.told(Sign.IPCP_ADDRESSES, "local", m.group("ip"))),
            line("remote-ip", "remote IP address (?<ip>\\S+)", "remote IP address 10.9.0.10", (m, s) -> s.passed(
                            Step.ADDRESS)
                    .told(Sign.IPCP_ADDRESSES, "remote", m.group("ip"))
                    .tie(Tie.Kind.ASSIGNED, m.group("ip"))),
            line(
                    "no-address",
                    "Could not determine (?:local|remote) IP address(?<rest>.{0,60})",
                    "Could not determine remote IP address: defaulting to 10.64.64.64",
                    (m, s) -> {
                        if (!m.group("rest").contains("defaulting")) {
                            s.told(Sign.IPCP_NO_ADDRESS, "text", m.group());
                        }
                    }),
            line(
                    "address-refused",
                    "(?:(?<secrets>Peer is not authorized to use remote address .{0,40}|Unauthorized remote IP address)|Peer refused to agree to .{0,60}|Refused our IP address|Interface configuration failed|Interface failed to come up|ioctl\\(SIOC\\w+\\).{0,80})",
                    "Peer is not authorized to use remote address 10.9.0.10",
                    (m, s) -> s.told(
                            Sign.IPCP_ADDRESS_REFUSED,
                            "text",
                            m.group(),
                            "by",
                            m.group("secrets") == null ? "" : "secrets")),
            line(
                    "ipcp-timeout",
                    "IPCP: timeout sending Config-Requests",
                    "IPCP: timeout sending Config-Requests",
                    (m, s) -> s.told(Sign.IPCP_TIMEOUT)),
            line(
                    "proxy-arp",
                    "Cannot determine ethernet address for proxy ARP",
                    "Cannot determine ethernet address for proxy ARP",
                    (m, s) -> s.told(Sign.PROXY_ARP_FAILED)),
            noise("proxy-arp-found", "found interface \\S+ for proxy arp", "found interface eth0 for proxy arp"),
            line(
                    "traffic",
                    "Sent (?<sent>\\d+) bytes, received (?<received>\\d+) bytes\\.",
                    "Sent 280 bytes, received 398 bytes.",
                    (m, s) -> s.told(Sign.PPP_TRAFFIC, "sent", m.group("sent"), "received", m.group("received"))),
            line(
                    "minutes",
                    "Connect time (?<minutes>[\\d.]+) minutes\\.",
                    "Connect time 0.1 minutes.",
                    (m, s) -> s.told(Sign.PPP_TRAFFIC, "minutes", m.group("minutes"))),
            line(
                    "limits",
                    "(?:Terminating connection due to lack of activity\\.|Connect time expired|Traffic limit reached\\..{0,80})",
                    "Connect time expired",
                    (m, s) -> s.told(Sign.PPP_ENDED, "text", m.group())),
            line(
                    "ended",
                    "(?:Modem hangup|Hangup \\(SIGHUP\\)|Terminating on signal \\d+\\.?|Connection terminated\\.)",
                    "Connection terminated.",
                    (m, s) -> s.told(Sign.PPP_ENDED, "text", m.group())),
            line(
                    "script-failed",
                    "Script (?<script>\\S+) finished \\(pid \\d+\\), status = 0x(?<status>[1-9a-f][0-9a-f]*)",
                    "Script /etc/ppp/ip-up finished (pid 150), status = 0x100",
                    (m, s) -> s.told(Sign.PPP_SCRIPT_FAILED, "text", m.group())),
            noise(
                    "chatter",
                    "(?:Plugin \\S+ loaded|using channel|PPPoL2TP options|Overriding m[rt]u|Warning|local  LL|remote LL|Script|Exit\\.|Unsupported protocol|Protocol-Reject|Discarded|discarding|Waiting|Can't execute|tdb_store|Failed to create|kill|replacing|secondary|primary|IPV6CP|IPCP|CCP|LCP|ipv6|rcvd|sent|No compression|MPPE|Deflate|BSD|appear to|Starting|Stopping|Link |Received|Error|PPP|not replacing|Cannot|  |lcp_|\\[|Renaming|Could not).*",
                    "Plugin pppol2tp.so loaded.")));

    private PppdLines() {}

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Reads one message; a dump of a packet is read for what it holds. */
    public static Optional<Hit> read(String message) {
        Optional<Saying> dump = PppDump.read(message, Direction.OUT);
        if (dump.isPresent()) {
            return Optional.of(new Hit(DUMP, dump.get()));
        }
        return CATALOGUE.read(message);
    }

    private static final Catalogue.Line DUMP = line(
            "dump",
            "(?:sent|rcvd) \\[.*",
            "sent [LCP ConfReq id=0x1 <mru 1280> <asyncmap 0x0> <auth chap MS-v2> <magic 0x1ddbed61>]",
            (m, s) -> {});
}
