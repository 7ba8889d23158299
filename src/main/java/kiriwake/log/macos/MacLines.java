package kiriwake.log.macos;

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

/** The Mac's pppd with its L2TP plug-in. Its misspellings are matched as they are. */
public final class MacLines {

    /** Formats from Apple's ppp, releases of Mac OS X 10.5 to macOS 26. */
    public static final Catalogue CATALOGUE = new Catalogue(List.of(
            noise("publish", "publish_entry SCDSet\\(\\) failed: .{0,80}", "publish_entry SCDSet() failed: Success!"),
            noise("router-lookup", "l2tp_get_router_address", "l2tp_get_router_address"),
            line(
                    "router",
                    "l2tp_get_router_address (?<address>\\S+) from dict \\d",
                    "l2tp_get_router_address 192.168.11.1 from dict 1",
                    (m, s) -> s.told(Sign.CLIENT_ROUTER, "address", m.group("address"))),
            line(
                    "no-router",
                    "l2tp_get_router_address: .{0,80}",
                    "l2tp_get_router_address: could not get router address",
                    (m, s) -> s.told(Sign.CLIENT_NO_ROUTER)),
            line(
                    "connecting",
                    "L2TP connecting to server '(?<name>.{0,200})' \\((?<address>.{0,64})\\)\\.\\.\\.",
                    "L2TP connecting to server 'vpn.example.jp' (198.51.100.20)...",
                    (m, s) -> s.told(Sign.CLIENT_CONNECTING, "name", m.group("name"), "address", m.group("address"))
                            .tie(
                                    Tie.Kind.SERVER,
                                    m.group("address").matches("[0-9.]+|[0-9a-fA-F:]+") ? m.group("address") : "")),
            line(
                    "alternate",
                    "L2TP connecting to alternate server '(?<name>.{0,200})' \\((?<address>.{0,64})\\)\\.\\.\\.",
                    "L2TP connecting to alternate server 'vpn.example.jp' (198.51.100.21)...",
                    (m, s) -> s.told(
                            Sign.CLIENT_ALTERNATE_SERVER, "name", m.group("name"), "address", m.group("address"))),
            line(
                    "host-not-found",
                    "L2TP: Host '(?<name>.{0,200})' not found\\.\\.\\.",
                    "L2TP: Host 'vpn.example.jp' not found...",
                    (m, s) -> s.told(Sign.CLIENT_HOST_NOT_FOUND, "name", m.group("name"))),
            line(
                    "no-address",
                    "L2TP: (?:No remote address supplied\\.\\.\\.|cannot get our local address\\.\\.\\.)",
                    "L2TP: cannot get our local address...",
                    (m, s) -> s.told(Sign.CLIENT_NO_ADDRESS, "text", m.group())),
            line(
                    "no-secret",
                    "L2TP: (?:no user shared secret found\\.|incorrect user shared secret found\\.|incorrect secret encyption found\\.)",
                    "L2TP: no user shared secret found.",
                    (m, s) -> s.told(Sign.CLIENT_NO_SHARED_SECRET)),
            line(
                    "no-certificate",
                    "L2TP: no user certificate  ?found\\.",
                    "L2TP: no user certificate  found.",
                    (m, s) -> s.told(Sign.CLIENT_NO_CERTIFICATE)),
            line(
                    "settings",
                    "L2TP: incorrect (?:authentication method|local identifier found|identifier verification found)\\.",
                    "L2TP: incorrect authentication method.",
                    (m, s) -> s.told(Sign.CLIENT_SETTINGS_BROKEN, "text", m.group())),
            line(
                    "racoon",
                    "L2TP: cannot (?:create L2TP configuration|configure secure transport|reconfigure secure transport|create racoon control socket|connect racoon control socket).{0,120}",
                    "L2TP: cannot connect racoon control socket: Connection refused",
                    (m, s) -> s.told(Sign.CLIENT_RACOON_TROUBLE, "text", m.group())),
            line(
                    "kernel",
                    "(?:Failed to open L2TP (?:control|listening control|data) socket: .{0,80}|L2TP can't set L2TP .{0,120}|l2tp_trigger_ipsec: .{0,120}|L2TP: failed to create .{0,80}|L2TP: Cannot start EDGE.{0,40}|Couldn't (?:open PF_PPP|allocate PPP unit|create new ppp unit|connect to PF_PPP|attach to the ppp link|get link number).{0,80}|SCDynamicStoreCreate failed: .{0,80})",
                    "Failed to open L2TP control socket: Protocol not supported",
                    (m, s) -> s.told(Sign.CLIENT_KERNEL_TROUBLE, "text", m.group())),
            line(
                    "nat64-error",
                    "L2TP: NAT64 (?:translation error \\d+|synthesis error)",
                    "L2TP: NAT64 synthesis error",
                    (m, s) -> s.told(Sign.CLIENT_NAT64_ERROR)),
            line(
                    "nat64",
                    "L2TP: (?:Found NAT64 prefix.{0,60}|sending SET_NAT64_PREFIX.{0,80}|NAT64 synthesized address is reachable)",
                    "L2TP: Found NAT64 prefix with length 96",
                    (m, s) -> s.told(Sign.CLIENT_NAT64)),
            line(
                    "ipsec-started",
                    "IPSec connection started",
                    "IPSec connection started",
                    (m, s) -> s.told(Sign.CLIENT_IPSEC_STARTED)),
            line(
                    "phase1-started",
                    "IPSec phase 1 client started",
                    "IPSec phase 1 client started",
                    (m, s) -> s.passed(Step.MM1)),
            line(
                    "phase1-replied",
                    "IPSec phase 1 server replied",
                    "IPSec phase 1 server replied",
                    (m, s) -> s.passed(Step.MM2)),
            noise("phase1-up", "IPSec phase 1 established", "IPSec phase 1 established"),
            line(
                    "phase2-started",
                    "IPSec phase 2 started",
                    "IPSec phase 2 started",
                    (m, s) -> s.passed(Step.MM6, Step.QM1)),
            line("phase2-up", "IPSec phase 2 established", "IPSec phase 2 established", (m, s) -> s.passed(Step.QM2)),
            line(
                    "ipsec-up",
                    "IPSec connection established",
                    "IPSec connection established",
                    (m, s) -> s.told(Sign.CLIENT_IPSEC_UP)),
            line(
                    "ipsec-failed",
                    "IPSec connection failed(?: <IKE Error (?<code>\\d+) \\(0x[0-9a-fA-F]+\\) ?(?<text>.{0,80})>)?.{0,4}",
                    "IPSec connection failed",
                    (m, s) -> s.told(
                            Sign.CLIENT_IPSEC_FAILED,
                            "code",
                            orEmpty(m.group("code")),
                            "text",
                            orEmpty(m.group("text")))),
            line(
                    "redirected",
                    "IPSec connection redirected to server '.{0,120}'\\.\\.\\.",
                    "IPSec connection redirected to server '198.51.100.21'...",
                    (m, s) -> s.told(Sign.CLIENT_REDIRECTED)),
            line(
                    "aggressive",
                    "L2TP IPSec aggressive mode retry with DH group 2",
                    "L2TP IPSec aggressive mode retry with DH group 2",
                    (m, s) -> s.told(Sign.CLIENT_AGGRESSIVE_RETRY)),
            line(
                    "send-failed",
                    "(?:L2TP error sending (?<message>\\S+) \\((?<errno>.{0,80})\\)|Failed to send L2TP hello trigger\\..{0,60})",
                    "L2TP error sending SCCRQ (No route to host)",
                    (m, s) -> s.told(
                            Sign.CLIENT_SEND_FAILED,
                            "message",
                            orEmpty(m.group("message")),
                            "errno",
                            orEmpty(m.group("errno")))),
            line("sent-sccrq", "L2TP sent SCCRQ", "L2TP sent SCCRQ", (m, s) -> s.passed(Step.SCCRQ)),
            line("got-sccrp", "L2TP received SCCRP", "L2TP received SCCRP", (m, s) -> s.passed(Step.SCCRP)),
            line("sent-scccn", "L2TP sent SCCCN", "L2TP sent SCCCN", (m, s) -> s.passed(Step.SCCCN)),
            line("sent-icrq", "L2TP sent ICRQ", "L2TP sent ICRQ", (m, s) -> s.passed(Step.ICRQ)),
            line("got-icrp", "L2TP received ICRP", "L2TP received ICRP", (m, s) -> s.passed(Step.ICRP)),
            line("sent-iccn", "L2TP sent ICCN", "L2TP sent ICCN", (m, s) -> s.passed(Step.ICCN)),
            line(
                    "l2tp-up",
                    "L2TP connection established\\.",
                    "L2TP connection established.",
                    (m, s) -> s.told(Sign.CLIENT_L2TP_UP)),
            line(
                    "no-answer",
                    "L2TP cannot connect to the server",
                    "L2TP cannot connect to the server",
                    (m, s) -> s.told(Sign.CLIENT_L2TP_NO_ANSWER)),
            line(
                    "got-cdn",
                    "L2TP received CDN",
                    "L2TP received CDN",
                    (m, s) -> s.told(Sign.L2TP_CDN, "direction", "out")),
            line(
                    "got-stopccn",
                    "L2TP received StopCCN",
                    "L2TP received StopCCN",
                    (m, s) -> s.told(Sign.L2TP_STOPCCN, "direction", "out")),
            line("sent-cdn", "L2TP sent CDN", "L2TP sent CDN", (m, s) -> s.told(Sign.L2TP_CDN, "direction", "in")),
            line(
                    "sent-stopccn",
                    "L2TP sent StopCCN",
                    "L2TP sent StopCCN",
                    (m, s) -> s.told(Sign.L2TP_STOPCCN, "direction", "in")),
            noise(
                    "got-other",
                    "L2TP received (?:Hello|SLI|WEN|SCCRQ|ICRQ|ICCN|SCCCN|unexpected control message|racoon message.{0,200})",
                    "L2TP received SLI"),
            line(
                    "unexpected",
                    "L2TP received invalid message \\(expected (?<expected>\\w+), received (?<received>\\w+)\\)",
                    "L2TP received invalid message (expected SCCRP, received StopCCN)",
                    (m, s) -> {
                        s.told(
                                Sign.CLIENT_UNEXPECTED_MESSAGE,
                                "expected",
                                m.group("expected"),
                                "received",
                                m.group("received"));
                        if (m.group("received").equals("StopCCN")) {
                            s.told(Sign.L2TP_STOPCCN, "direction", "out");
                        } else if (m.group("received").equals("CDN")) {
                            s.told(Sign.L2TP_CDN, "direction", "out");
                        }
                    }),
            line(
                    "tunnel-auth",
                    "L2TP received Auth Challenge (?:Response )?AVP - not supported",
                    "L2TP received Auth Challenge AVP - not supported",
                    (m, s) -> s.told(Sign.CLIENT_TUNNEL_AUTH_UNSUPPORTED)),
            line(
                    "protocol-error",
                    "L2TP (?:received (?:invalid (?!message \\()|AVP with|unknown|message for|larger|Result Code|Call Errors|Cause Code|an invalid|\\w+ control message with)|message from peer|reveived|invalid Message|AVP with|error while|receive error|incorrect size).{0,160}",
                    "L2TP received unknown mandatory AVP... AVP type = 99",
                    (m, s) -> s.told(Sign.CLIENT_L2TP_PROTOCOL_ERROR, "text", m.group())),
            line("hangup", "L2TP hangup", "L2TP hangup", (m, s) -> s.told(Sign.CLIENT_HANGUP)),
            line(
                    "disconnecting",
                    "L2TP disconnecting\\.\\.\\.",
                    "L2TP disconnecting...",
                    (m, s) -> s.told(Sign.CLIENT_DISCONNECTING)),
            line("disconnected", "L2TP disconnected", "L2TP disconnected", (m, s) -> s.told(Sign.CLIENT_DISCONNECTED)),
            line(
                    "other-protocol",
                    "(?<kind>PPTP|PPPoE) connecting to .{0,200}",
                    "PPTP connecting to server 'vpn.example.jp' (198.51.100.20)...",
                    (m, s) -> s.told(
                            Sign.CLIENT_OTHER_PROTOCOL, "kind", m.group("kind").toLowerCase(java.util.Locale.ROOT))),
            noise("timeouts", "L2TP timeout receiving .{0,60}", "L2TP timeout receiving ICRP"),
            line(
                    "ppp-started",
                    "Connect: (?<interface>\\S+) {1,2}(?:<--> )?socket\\[.{0,10}\\]",
                    "Connect: ppp0 <--> socket[34:18]",
                    (m, s) -> s.told(Sign.CLIENT_PPP_STARTED, "interface", m.group("interface"))),
            line(
                    "lcp-timeout",
                    "LCP: timeout sending Config-Requests",
                    "LCP: timeout sending Config-Requests",
                    (m, s) -> s.told(Sign.LCP_TIMEOUT, "direction", "in")),
            line(
                    "lcp-loop",
                    "LCP: Maximum Config-Requests exceeded",
                    "LCP: Maximum Config-Requests exceeded",
                    (m, s) -> s.told(Sign.LCP_LOOP)),
            line(
                    "terminated",
                    "LCP terminated by peer(?: \\((?<text>.{0,160})\\))?",
                    "LCP terminated by peer (Authentication failed)",
                    (m, s) -> s.told(Sign.LCP_TERMINATE, "direction", "out", "text", orEmpty(m.group("text")))),
            line(
                    "echo-lost",
                    "No response to (?<count>\\d+) echo-requests",
                    "No response to 3 echo-requests",
                    (m, s) -> s.told(Sign.LCP_ECHO_LOST, "count", m.group("count"))),
            line(
                    "probe-failed",
                    "ppp_auxiliary_probe timed out",
                    "ppp_auxiliary_probe timed out",
                    (m, s) -> s.told(Sign.CLIENT_PROBE_FAILED)),
            line(
                    "probe-answered",
                    "no echo-reply, despite successful ppp_auxiliary_probe!",
                    "no echo-reply, despite successful ppp_auxiliary_probe!",
                    (m, s) -> s.told(Sign.CLIENT_PROBE_ANSWERED)),
            line(
                    "method-refused",
                    "lcp_reqci: rcvd AUTHTYPE (?<method>PAP|CHAP|EAP), rejecting\\.\\.\\.",
                    "lcp_reqci: rcvd AUTHTYPE PAP, rejecting...",
                    (m, s) -> s.told(Sign.CLIENT_AUTH_METHOD_REFUSED, "method", m.group("method"))),
            line(
                    "no-auth",
                    "(?:No auth is possible|peer refused to authenticate: terminating link)",
                    "No auth is possible",
                    (m, s) -> s.told(Sign.AUTH_PEER_REFUSED)),
            line(
                    "auth-ok",
                    "(?:CHAP|PAP|EAP) authentication succeeded.{0,120}",
                    "CHAP authentication succeeded",
                    (m, s) -> s.told(Sign.AUTH_SUCCEEDED)),
            line(
                    "auth-failed",
                    "(?:(?:MS-CHAP|CHAP|PAP|EAP) authentication failed|Unknown MS-CHAP authentication failure)(?: due to protocol-reject)?(?:: (?:E=(?<code>\\d+) ?)?(?<text>.{0,160}))?",
                    "MS-CHAP authentication failed: E=691 Authentication failure",
                    (m, s) -> s.told(
                            Sign.AUTH_REJECTED, "code", orEmpty(m.group("code")), "text", orEmpty(m.group("text")))),
            line(
                    "mutual",
                    "MS-CHAPv2 (?:mutual authentication failed|Success packet is badly formed)\\.",
                    "MS-CHAPv2 mutual authentication failed.",
                    (m, s) -> s.told(Sign.AUTH_CRYPTO_MISSING, "text", m.group())),
            line(
                    "auth-timeout",
                    "No response to PAP authenticate-requests",
                    "No response to PAP authenticate-requests",
                    (m, s) -> s.told(Sign.AUTH_TIMEOUT)),
            line(
                    "password-missing",
                    "(?:No CHAP secret found for authenticating us to .{0,80}|failed to (?:set|get) .{0,60}keychain.{0,60}|password not found in the .{0,40} keychain|failed to get password from .{0,80})",
                    "password not found in the system keychain",
                    (m, s) -> s.told(Sign.CLIENT_PASSWORD_MISSING)),
            line("local-ip", "local  IP address (?<ip>\\S+)", "local  IP address 10.9.0.10", (m, s) -> s.passed(
                            Step.ADDRESS)
                    .told(Sign.IPCP_ADDRESSES, "local", m.group("ip"))
                    .tie(Tie.Kind.ASSIGNED, m.group("ip"))),
            line(
                    "remote-ip",
                    "remote IP address (?<ip>\\S+)",
                    "remote IP address 10.9.0.1",
                    (m, s) -> s.told(Sign.IPCP_ADDRESSES, "remote", m.group("ip"))),
            line(
                    "dns",
                    "primary   DNS address (?<ip>\\S+)",
                    "primary   DNS address 8.8.8.8",
                    (m, s) -> s.told(Sign.IPCP_DNS, "dns", m.group("ip"))),
            line(
                    "no-local-ip",
                    "Could not determine local IP address",
                    "Could not determine local IP address",
                    (m, s) -> s.told(Sign.IPCP_NO_ADDRESS, "text", m.group())),
            line(
                    "address-not-allowed",
                    "IPCP terminated by peer \\((?<text>Unauthorized remote IP address)\\)",
                    "IPCP terminated by peer (Unauthorized remote IP address)",
                    (m, s) -> s.told(Sign.IPCP_ADDRESS_REFUSED, "text", m.group("text"), "by", "secrets")),
            line(
                    "ipcp-timeout",
                    "IPCP: (?:timeout sending Config-Requests|Maximum Config-Requests exceeded)",
                    "IPCP: timeout sending Config-Requests",
                    (m, s) -> s.told(Sign.IPCP_TIMEOUT)),
            line(
                    "address-conflict",
                    "(?:Couldn't set interface address: .{0,80}|Interface configuration failed|Interface failed to come up)",
                    "Couldn't set interface address: Address 10.9.0.10 already exists",
                    (m, s) -> s.told(Sign.CLIENT_ADDRESS_CONFLICT)),
            line(
                    "connected",
                    "Committed PPP store.{0,40}",
                    "Committed PPP store on install command",
                    (m, s) -> s.told(Sign.CLIENT_CONNECTED)),
            line(
                    "traffic",
                    "Sent (?<sent>\\d+) bytes, received (?<received>\\d+) bytes\\.",
                    "Sent 184213 bytes, received 902771 bytes.",
                    (m, s) -> s.told(Sign.CLIENT_TRAFFIC, "sent", m.group("sent"), "received", m.group("received"))),
            line(
                    "by-user",
                    "(?:\\[DISCONNECT\\]|Hangup \\(SIGHUP\\))",
                    "[DISCONNECT]",
                    (m, s) -> s.told(Sign.CLIENT_ENDED_BY_USER, "by", "user")),
            line(
                    "by-system",
                    "(?:\\[TERMINATE\\]|Terminating on signal \\d+\\.?)",
                    "Terminating on signal 15.",
                    (m, s) -> s.told(Sign.CLIENT_ENDED_BY_USER, "by", "system")),
            line(
                    "network-changed",
                    "(?:L2TP has detected change in the network.{0,80}|L2TP: the underlying interface.{0,120}|L2TP: an alternative interface.{0,120}|L2TP error on control channel sending Hello message after network change|l2tp_wait_interface_timeout: .{0,160}|\\S+: detected (?:AirPort, PowerEnable == FALSE|disabled IPv4 Config))",
                    "L2TP has detected change in the network and lost connection with the server.",
                    (m, s) -> s.told(Sign.CLIENT_NETWORK_CHANGED, "text", m.group())),
            line(
                    "interface",
                    "l2tp_wait_input: .{0,60}previous interface setting \\(name: (?<name>\\S+), address: (?<address>[0-9.]+)\\).{0,300}",
                    "l2tp_wait_input: Address deleted. previous interface setting (name: en0, address: 192.168.11.5), deleted interface setting (name: en0, family: INET, address: 192.168.11.5, subnet: 255.255.255.0, destination: 192.168.11.255).",
                    (m, s) -> s.told(Sign.CLIENT_INTERFACE, "interface", m.group("name"), "address", m.group("address"))
                            .tie(Tie.Kind.PEER_INSIDE, m.group("address"))),
            line(
                    "crash",
                    "(?:Fatal signal \\d+|(?:In file \\S+: )?unrecognized option '.{0,80}'|too few parameters for option .{0,60})",
                    "Fatal signal 6",
                    (m, s) -> s.told(Sign.CLIENT_PPPD_TROUBLE, "text", m.group())),
            noise(
                    "port-mapping",
                    "L2TP (?:set port-mapping|port-mapping|clearing port-mapping).{0,300}",
                    "L2TP set port-mapping for en0, interface: 4, protocol: 0, privatePort: 0"),
            noise("minutes", "Connect time [\\d.]+ minutes\\.", "Connect time 37.6 minutes."),
            noise("using", "(?:using link \\d+|Using interface \\S+)", "using link 0"),
            noise(
                    "chatter",
                    "(?:lcp_|ipcp|ipv6cp|IPV6CP|IPCP terminated|secondary DNS|local  LL|remote LL|Received (?:protocol|acsp)|No DHCP server|Connection terminated\\.|Modem hangup|LCP close|Serial l|Unsupported protocol|Discarded|discarding|received |appear to|lcp:|no echo-reply, start|ppp_variable|ppp_auxiliary_probe(?: stopped|\\[)|CCP|Rcvd|Plugin|Waiting for|  script|Script|Stopping on|Resuming on|Terminating connection|Connect time|Traffic limit|ACSP|DHCP|Probe|starting wait|l2tp_|cannot get|cannot authenticate|L2TP incorrect|Protocol-Reject|Received|error \\d|EAP |Server and client disagree on EAP|Failed to probe|Peer is not|Could not determine remote|\\S+: Rcvd|Message from|L2TP listening|L2TP incoming).*",
                    "Connection terminated.")));

    private MacLines() {}

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Reads one message; a dump of a packet is read for what it holds. */
    public static Optional<Hit> read(String message) {
        Optional<Saying> dump = PppDump.read(message, Direction.IN);
        if (dump.isPresent()) {
            if (message.contains("\"User cancelled authentication\"")) {
                dump.get().told(Sign.CLIENT_USER_CANCELLED_AUTH);
            }
            return Optional.of(new Hit(DUMP, dump.get()));
        }
        return CATALOGUE.read(message);
    }

    private static final Catalogue.Line DUMP = line(
            "dump",
            "(?:sent|rcvd) \\[.*",
            "sent [LCP ConfReq id=0x1 <asyncmap 0x0> <magic 0x2b7c41d9> <pcomp> <accomp>]",
            (m, s) -> {});
}
