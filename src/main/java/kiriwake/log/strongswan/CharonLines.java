package kiriwake.log.strongswan;

import static kiriwake.log.Catalogue.line;
import static kiriwake.log.Catalogue.noise;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.log.Catalogue;
import kiriwake.log.Catalogue.Hit;
import kiriwake.log.Saying;

/**
 * charon's lines, {@code 07[ENC] parsed ID_PROT request 0 [ SA V V ]}. A thread handles one packet at a time: what it says
 * after {@code received packet: from …} is of that packet's peer, so the reader remembers the peer of each thread.
 */
public final class CharonLines {
    private static final int MOST_THREADS = 256;
    private static final String ADDRESS = "[0-9a-fA-F.:]+";
    private static final Pattern THREAD =
            Pattern.compile("(?<thread>\\d{2,})\\[(?<group>[A-Z]{3})\\](?: <(?<sa>[^>]{0,80})>)? (?<text>.*)");

    /** Formats from strongSwan 5.7.2 and 5.9.8. */
    public static final Catalogue CATALOGUE = new Catalogue(List.of(
            line(
                    "started",
                    "Starting IKE charon daemon \\(strongSwan (?<version>[^,]{1,30}), .{0,100}",
                    "Starting IKE charon daemon (strongSwan 5.9.8, Linux 6.1.0, x86_64)",
                    (m, s) -> s.told(Sign.IKE_STARTED, "version", "strongSwan " + m.group("version"))),
            line(
                    "stopped",
                    "(?:SIGINT|SIGTERM|SIGHUP) received, shutting down.{0,20}|signal of type \\w+ received\\. Shutting down",
                    "SIGINT received, shutting down",
                    (m, s) -> s.told(Sign.IKE_STOPPED, "text", m.group())),
            line(
                    "killed",
                    "(?:thread \\d+ received \\d+|killing ourself, received critical signal|initialization failed - aborting charon.{0,20})",
                    "killing ourself, received critical signal",
                    (m, s) -> s.told(Sign.DAEMON_CRASHED, "daemon", "charon")),
            line(
                    "cannot-listen",
                    "(?:unable to bind socket: .{0,100}|could not open .{0,20}socket.{0,80}|could not create any sockets.{0,60}|received packet .{0,60} on ignored interface)",
                    "unable to bind socket: Address already in use",
                    (m, s) -> s.told(Sign.IKE_LISTEN_FAILED, "text", m.group())),
            line(
                    "natt-off",
                    "(?:enabling UDP decapsulation for IPv[46] on port \\d+ failed|unable to set UDP_ENCAP: .{0,80})",
                    "enabling UDP decapsulation for IPv4 on port 4500 failed",
                    (m, s) -> s.told(Sign.IKE_NATT_OFF, "text", m.group())),
            line(
                    "connection-loaded",
                    "added configuration '(?<name>[^']{1,80})'",
                    "added configuration 'L2TP-PSK'",
                    (m, s) -> s.told(Sign.IKE_CONNECTION_LOADED, "name", m.group("name"))),
            line(
                    "secrets-refused",
                    "(?:line \\d+: .{0,160}|loading secrets file.{0,60} failed.{0,60}|opening '[^']{1,120}' failed: .{0,80})",
                    "line 3: missing ' : ' separator",
                    (m, s) -> s.told(Sign.IKE_SECRETS_REFUSED, "text", m.group())),
            line(
                    "received",
                    "received packet: from (?<peer>" + ADDRESS + ")\\[(?<port>\\d+)\\] to (?<server>" + ADDRESS
                            + ")\\[(?<sport>\\d+)\\](?: \\(\\d+ bytes\\))?",
                    "received packet: from 203.0.113.45[500] to 198.51.100.20[500] (180 bytes)",
                    (m, s) -> s.tie(Tie.Kind.PEER, m.group("peer"))
                            .tie(Tie.Kind.PEER_IKE, m.group("peer") + ":" + m.group("port"))
                            .tie(Tie.Kind.SERVER, m.group("server"))),
            noise(
                    "sending",
                    "sending packet: from " + ADDRESS + "\\[\\d+\\] to " + ADDRESS + "\\[\\d+\\].{0,30}",
                    "sending packet: from 198.51.100.20[500] to 203.0.113.45[500] (160 bytes)"),
            line(
                    "mm1",
                    "parsed ID_PROT request \\d+ \\[ SA .{0,200}\\]",
                    "parsed ID_PROT request 0 [ SA V V V V V ]",
                    (m, s) -> s.passed(Step.MM1)),
            line(
                    "mm2",
                    "generating ID_PROT response \\d+ \\[ SA .{0,200}\\]",
                    "generating ID_PROT response 0 [ SA V V V V ]",
                    (m, s) -> s.passed(Step.MM2)),
            line(
                    "mm3",
                    "parsed ID_PROT request \\d+ \\[ KE .{0,200}\\]",
                    "parsed ID_PROT request 0 [ KE No NAT-D NAT-D ]",
                    (m, s) -> s.passed(Step.MM3)),
            line(
                    "mm4",
                    "generating ID_PROT response \\d+ \\[ KE .{0,200}\\]",
                    "generating ID_PROT response 0 [ KE No NAT-D NAT-D ]",
                    (m, s) -> s.passed(Step.MM4)),
            line(
                    "mm5",
                    "parsed ID_PROT request \\d+ \\[ ID .{0,200}\\]",
                    "parsed ID_PROT request 0 [ ID HASH N(INITIAL_CONTACT) ]",
                    (m, s) -> s.passed(Step.MM5)),
            line(
                    "mm6",
                    "generating ID_PROT response \\d+ \\[ ID .{0,200}\\]",
                    "generating ID_PROT response 0 [ ID HASH ]",
                    (m, s) -> s.passed(Step.MM6)),
            line(
                    "qm1",
                    "parsed QUICK_MODE request (?<id>\\d+) \\[ HASH SA .{0,200}\\]",
                    "parsed QUICK_MODE request 1226457310 [ HASH SA No ID ID NAT-OA NAT-OA ]",
                    (m, s) -> s.passed(Step.QM1)),
            line(
                    "qm2",
                    "generating QUICK_MODE response (?<id>\\d+) \\[ HASH SA .{0,200}\\]",
                    "generating QUICK_MODE response 1226457310 [ HASH SA No ID ID NAT-OA NAT-OA ]",
                    (m, s) -> s.passed(Step.QM2)),
            line(
                    "qm3",
                    "parsed QUICK_MODE request (?<id>\\d+) \\[ HASH \\]",
                    "parsed QUICK_MODE request 1226457310 [ HASH ]",
                    (m, s) -> s.passed(Step.QM3)),
            line(
                    "v2-init",
                    "parsed IKE_SA_INIT request \\d+ .{0,200}",
                    "parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]",
                    (m, s) -> s.told(Sign.IKE_V2, "exchange", "34", "direction", "in")),
            line(
                    "v2",
                    "parsed (?:IKE_AUTH|CREATE_CHILD_SA|INFORMATIONAL) request \\d+ .{0,200}",
                    "parsed IKE_AUTH request 1 [ IDi AUTH ]",
                    (m, s) -> s.told(Sign.IKE_V2, "exchange", "35", "direction", "in")),
            line(
                    "aggressive",
                    "parsed AGGRESSIVE request \\d+ .{0,200}",
                    "parsed AGGRESSIVE request 0 [ SA KE No ID V V ]",
                    (m, s) -> s.told(Sign.IKE_AGGRESSIVE, "direction", "in")),
            line(
                    "xauth",
                    "(?:generating|parsed) TRANSACTION \\w+ \\d+ .{0,200}",
                    "generating TRANSACTION request 3083493461 [ HASH CPRQ(X_USER X_PWD) ]",
                    (m, s) -> s.told(Sign.IKE_XAUTH, "direction", "out")),
            line(
                    "notify-sent",
                    "generating INFORMATIONAL_V1 request \\d+ \\[ (?:HASH )?N\\((?<name>[A-Z_]+)\\) \\]",
                    "generating INFORMATIONAL_V1 request 3054721987 [ N(NO_PROP) ]",
                    (m, s) -> {
                        String name = m.group("name");
                        String type =
                                switch (name) {
                                    case "NO_PROP" -> "14";
                                    case "AUTH_FAILED" -> "24";
                                    case "INVAL_ID" -> "18";
                                    case "PLD_MAL" -> "16";
                                    case "INVAL_HASH" -> "23";
                                    default -> "";
                                };
                        s.told(Sign.IKE_NOTIFY, "name", name, "type", type, "direction", "out");
                    }),
            line(
                    "notify-received",
                    "received (?<name>[A-Z_]+) (?:error )?notify.{0,60}",
                    "received NO_PROPOSAL_CHOSEN error notify",
                    (m, s) -> s.told(Sign.IKE_NOTIFY, "name", m.group("name"), "direction", "in")),
            noise(
                    "informational",
                    "(?:generating|parsed) INFORMATIONAL_V1 (?!request \\d+ \\[ (?:HASH )?N\\([A-Z_]+\\) \\]).{0,200}|parsed INFORMATIONAL_V1 .{0,200}",
                    "generating INFORMATIONAL_V1 request 2335674801 [ HASH D ]"),
            line(
                    "initiating",
                    "(?<peer>" + ADDRESS + ") is initiating a (?<mode>Main|Aggressive) Mode IKE_SA",
                    "203.0.113.45 is initiating a Main Mode IKE_SA",
                    (m, s) -> s.tie(Tie.Kind.PEER, m.group("peer"))),
            line(
                    "nat",
                    "(?<who>remote|local) host is behind NAT.{0,60}",
                    "remote host is behind NAT",
                    (m, s) -> s.told(Sign.NAT_FOUND, m.group("who").equals("remote") ? "client" : "server", "yes")),
            line(
                    "no-ike-config",
                    "no IKE config found for (?<server>" + ADDRESS + ")\\.\\.\\.(?<peer>" + ADDRESS
                            + "), sending NO_PROPOSAL_CHOSEN",
                    "no IKE config found for 198.51.100.20...203.0.113.45, sending NO_PROPOSAL_CHOSEN",
                    (m, s) -> s.told(Sign.IKE_NO_CONNECTION, "text", m.group()).tie(Tie.Kind.PEER, m.group("peer"))),
            line(
                    "no-peer-config",
                    "(?:no peer config found|found \\d+ matching configs?, but none allows .{0,80}|peer config .{0,80} unacceptable.{0,80}|no alternative config found)",
                    "no peer config found",
                    (m, s) -> s.told(Sign.IKE_PEER_ID_MISMATCH, "text", m.group())),
            line("no-proposal", "no proposal found", "no proposal found", (m, s) -> s.told(Sign.IKE_NO_PROPOSAL)),
            line(
                    "no-child-proposal",
                    "no matching proposal found, sending NO_PROPOSAL_CHOSEN",
                    "no matching proposal found, sending NO_PROPOSAL_CHOSEN",
                    (m, s) -> s.passed(Step.QM1).told(Sign.CHILD_NO_PROPOSAL, "text", m.group())),
            line(
                    "no-child-config",
                    "(?:no matching CHILD_SA config found.{0,80}|no acceptable traffic selectors found.{0,60})",
                    "no matching CHILD_SA config found for 198.51.100.20/32[udp/l2f] === 203.0.113.45/32[udp/49152]",
                    (m, s) -> s.passed(Step.QM1)
                            .told(Sign.CHILD_NO_CONNECTION, "text", m.group(), "port", highPort(m.group()))),
            line(
                    "offered",
                    "received proposals: IKE:(?<all>.{0,2000})",
                    "received proposals: IKE:3DES_CBC/HMAC_MD5_96/PRF_HMAC_MD5/MODP_1024",
                    (m, s) -> s.told(Sign.IKE_OFFER, "transforms", m.group("all"))),
            noise(
                    "proposals",
                    "(?:received proposals: (?:ESP|AH)|configured proposals: |selected proposal: ).{0,3000}",
                    "configured proposals: IKE:AES_CBC_256/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_2048"),
            line(
                    "looking-for",
                    "looking for (?<method>.{1,40}) peer configs matching (?<server>" + ADDRESS + ")\\.\\.\\.(?<peer>"
                            + ADDRESS + ")\\[(?<id>.{0,120})\\]",
                    "looking for pre-shared key peer configs matching 198.51.100.20...203.0.113.45[192.168.11.5]",
                    (m, s) -> s.passed(Step.MM5)
                            .tie(Tie.Kind.PEER, m.group("peer"))
                            .tie(Tie.Kind.PEER_INSIDE, m.group("id").matches("[0-9.]+") ? m.group("id") : "")),
            line(
                    "psk-mismatch",
                    "(?:invalid (?:ID_V1|HASH_V1|\\w+) payload length, decryption failed\\?|could not decrypt payloads|message parsing failed|.{0,20}payload verification failed.*|calculated HASH does not match HASH payload)",
                    "invalid ID_V1 payload length, decryption failed?",
                    (m, s) -> s.passed(Step.MM5).told(Sign.IKE_PSK_MISMATCH, "text", m.group())),
            line(
                    "psk-not-found",
                    "no shared key found for .{0,160}",
                    "no shared key found for '198.51.100.20'[198.51.100.20] - '(null)'[203.0.113.45]",
                    (m, s) -> s.told(Sign.IKE_PSK_NOT_FOUND, "text", m.group())),
            line(
                    "id-mismatch",
                    "IDir '.{0,80}' does not match to '.{0,80}'",
                    "IDir '10.0.0.5' does not match to '198.51.100.20'",
                    (m, s) -> s.told(Sign.IKE_PEER_ID_MISMATCH, "text", m.group())),
            line(
                    "aggressive-refused",
                    "Aggressive Mode PSK disabled for security reasons",
                    "Aggressive Mode PSK disabled for security reasons",
                    (m, s) -> s.told(Sign.IKE_NO_AGGRESSIVE_CONNECTION, "text", m.group())),
            line(
                    "no-keys",
                    "(?:received quick mode request for unestablished IKE_SA, ignored|found encrypted message, but no keys available|.{0,40} message of encrypted, but no keys available)",
                    "found encrypted message, but no keys available",
                    (m, s) -> s.told(Sign.IKE_UNKNOWN_SA, "text", m.group())),
            line(
                    "certificate",
                    "(?:no trusted (?:RSA|ECDSA) public key found.{0,120}|no private key found for .{0,120}|.{0,60}certificate (?:has expired|rejected|is not valid).{0,80})",
                    "no trusted RSA public key found for 'CN=mac'",
                    (m, s) -> s.told(Sign.IKE_CERTIFICATE_TROUBLE, "text", m.group())),
            line(
                    "phase1-up",
                    "IKE_SA (?<name>[^\\[]{1,80})\\[(?<n>\\d+)\\] established between .{1,80}\\.\\.\\.(?<peer>"
                            + ADDRESS + ")\\[(?<id>.{0,120})\\]",
                    "IKE_SA L2TP-PSK[1] established between 198.51.100.20[198.51.100.20]...203.0.113.45[192.168.11.5]",
                    (m, s) -> s.told(Sign.IKE_SA_UP)
                            .tie(Tie.Kind.PEER, m.group("peer"))
                            .tie(Tie.Kind.IKE_STATE, m.group("n"))
                            .tie(Tie.Kind.PEER_INSIDE, m.group("id").matches("[0-9.]+") ? m.group("id") : "")),
            line(
                    "retransmit-answered",
                    "received retransmit of request with ID \\d+, retransmitting response",
                    "received retransmit of request with ID 0, retransmitting response",
                    (m, s) -> s.told(Sign.IKE_DUPLICATE)),
            line(
                    "retransmit",
                    "sending retransmit \\d+ of .{0,80}",
                    "sending retransmit 1 of request message ID 0, seq 3",
                    (m, s) -> s.told(Sign.IKE_RETRANSMIT)),
            line(
                    "half-open-gone",
                    "(?:deleting half open IKE_SA.{0,60}|giving up after \\d+ retransmits|establishing IKE_SA failed, peer not responding.{0,20})",
                    "deleting half open IKE_SA with 203.0.113.45 after timeout",
                    (m, s) -> s.told(Sign.IKE_TIMEOUT, "text", m.group())),
            line(
                    "overloaded",
                    "(?:ignoring IKE_SA setup from .{0,80}|.{0,40}aggressive mode attack.{0,40}|blocking init .{0,60})",
                    "ignoring IKE_SA setup from 203.0.113.45, peer too aggressive",
                    (m, s) -> s.told(Sign.IKE_OVERLOADED, "text", m.group())),
            line(
                    "phase2-up",
                    "CHILD_SA (?<name>[^{]{1,80})\\{(?<n>\\d+)\\} established with SPIs (?<in>[0-9a-f]{8})_i (?<out>[0-9a-f]{8})_o and TS (?<server>\\S+) === (?<client>\\S+)",
                    "CHILD_SA L2TP-PSK{1} established with SPIs cfabefdd_i c891289a_o and TS 198.51.100.20/32[udp/l2f] === 203.0.113.45/32[udp/l2f]",
                    (m, s) -> s.told(Sign.CHILD_SA_UP)
                            .told(Sign.CHILD_SELECTOR, "port", port(m.group("client")))
                            .tie(Tie.Kind.CHILD_STATE, m.group("n"))
                            .tie(Tie.Kind.ESP_IN, m.group("in"))
                            .tie(Tie.Kind.ESP_OUT, m.group("out"))
                            .tie(Tie.Kind.PEER, host(m.group("client")))
                            .tie(Tie.Kind.PEER_L2TP, host(m.group("client")) + ":" + port(m.group("client")))),
            line(
                    "kernel-refused",
                    "(?:unable to install (?:inbound |outbound |inbound and outbound )?IPsec (?:SA|policies).{0,120}|allocating SPI from kernel failed|algorithm .{0,60} not supported by kernel!|received netlink error: .{0,120}|unable to add (?:SAD|policy).{0,120})",
                    "unable to install inbound and outbound IPsec SA (SAD) in kernel",
                    (m, s) -> s.told(Sign.CHILD_KERNEL_REFUSED, "text", m.group())),
            line(
                    "selector-in-use",
                    "unable to install policy .{0,160}(?:already exists|the same policy).{0,120}",
                    "unable to install policy 198.51.100.20/32[udp/l2f] === 203.0.113.45/32[udp/l2f] out for reqid 2, the same policy for reqid 1 exists",
                    (m, s) -> s.told(Sign.CHILD_SELECTOR_IN_USE, "text", m.group())),
            line(
                    "traffic",
                    "closing CHILD_SA (?<name>[^{]{1,80})\\{(?<n>\\d+)\\} with SPIs (?<in>[0-9a-f]{8})_i \\((?<inbytes>\\d+) bytes\\) (?<out>[0-9a-f]{8})_o \\((?<outbytes>\\d+) bytes\\) .{0,160}",
                    "closing CHILD_SA L2TP-PSK{1} with SPIs cfabefdd_i (273 bytes) c891289a_o (253 bytes) and TS 198.51.100.20/32[udp/l2f] === 203.0.113.45/32[udp/l2f]",
                    (m, s) -> s.told(Sign.ESP_TRAFFIC, "in", m.group("inbytes"), "out", m.group("outbytes"))
                            .tie(Tie.Kind.ESP_IN, m.group("in"))
                            .tie(Tie.Kind.ESP_OUT, m.group("out"))),
            line(
                    "delete-received",
                    "received DELETE for .{0,100}",
                    "received DELETE for IKE_SA L2TP-PSK[1]",
                    (m, s) -> s.told(Sign.IKE_DELETE, "direction", "in")),
            noise("delete-sent", "sending DELETE for .{0,100}", "sending DELETE for IKE_SA L2TP-PSK[1]"),
            line(
                    "phase1-deleted",
                    "deleting IKE_SA (?<name>[^\\[]{1,80})\\[(?<n>\\d+)\\] between .{1,80}\\.\\.\\.(?<peer>" + ADDRESS
                            + ")\\[.{0,120}\\]",
                    "deleting IKE_SA L2TP-PSK[1] between 198.51.100.20[198.51.100.20]...203.0.113.45[192.168.11.5]",
                    (m, s) -> s.told(Sign.IKE_SA_DELETED, "reason", "deleted")
                            .tie(Tie.Kind.PEER, m.group("peer"))
                            .tie(Tie.Kind.IKE_STATE, m.group("n"))),
            line(
                    "dpd-dead",
                    "(?:DPD check timed out, enforcing DPD action.{0,40}|.{0,40}peer is not responding.{0,40})",
                    "DPD check timed out, enforcing DPD action",
                    (m, s) -> s.told(Sign.IKE_PEER_DEAD)),
            line(
                    "send-failed",
                    "error writing to socket: (?<text>.{0,80})",
                    "error writing to socket: Operation not permitted",
                    (m, s) -> s.told(Sign.IKE_SEND_FAILED, "text", m.group("text"))),
            line(
                    "nat-mapping",
                    "(?:NAT mappings? .{0,60}changed.{0,60}|remote endpoint changed from (?<from>\\S+) to (?<to>\\S+))",
                    "remote endpoint changed from 203.0.113.45[4500] to 203.0.113.45[1027]",
                    (m, s) -> s.told(Sign.NAT_MAPPING_CHANGED, "text", m.group())),
            line(
                    "fips",
                    ".{0,60}FIPS.{0,40}(?:not allowed|too short).{0,60}",
                    "PSK in FIPS mode too short",
                    (m, s) -> s.told(Sign.IKE_FIPS_REFUSED, "text", m.group())),
            line(
                    "acquire",
                    "creating acquire job for policy .{0,160}",
                    "creating acquire job for policy 198.51.100.20/32[udp/l2f] === 203.0.113.45/32[udp/l2f] with reqid {1}",
                    (m, s) -> s.told(Sign.IKE_ACQUIRE, "text", m.group())),
            line(
                    "config-refused",
                    "(?:algorithm '.{0,60}' not recognized|skipped invalid proposal string: .{0,120}|parsing .{0,120} failed|invalid value .{0,120}|loading connection .{0,80} failed.{0,80}|invalid proto/port: .{0,80}|# ?deprecated.*|.{0,80}unable to (?:load|parse).{0,80})",
                    "loading connection 'L2TP-PSK' failed: invalid value for: ike",
                    (m, s) -> s.told(Sign.IKE_CONFIG_REFUSED, "text", m.group())),
            noise(
                    "garbage",
                    "(?:received (?:invalid IKE header|unsupported IKE version) .{0,120}|payload type .{0,40} could not be parsed|message verification failed|received HASH payload does not match.{0,40}|\\w+ (?:request|response) with message ID \\d+ processing failed|ignore malformed INFORMATIONAL request)",
                    "ID_PROT request with message ID 0 processing failed"),
            noise(
                    "fragments",
                    "(?:received fragment #\\d+.{0,100}|splitting IKE message .{0,60})",
                    "received fragment #1, waiting for complete IKE message"),
            noise(
                    "unique",
                    "(?:cancelling \\w+ Mode due to uniqueness policy|(?:destroying|schedule delete of) duplicate IKE_SA for peer .{0,160})",
                    "destroying duplicate IKE_SA for peer '192.168.1.5', received INITIAL_CONTACT"),
            noise(
                    "dpd",
                    "(?:DPD not supported by peer, disabled|sending DPD request.{0,40}|received \\d+s? life(?:time|bytes), configured .{0,40}|switching to peer config '.{0,80}'|added child to existing configuration '.{0,80}')",
                    "DPD not supported by peer, disabled"),
            noise(
                    "chatter",
                    "(?:received .{0,60}vendor ID|received unknown vendor ID|received (?:stroke|end entity)|using forecast|joining forecast|forecast|providers loaded|loaded plugins|loading |loaded |  loaded|  |dropped capabilities|spawning|HA config|selected peer config|scheduling|maximum IKE_SA|destroying IKE_SA|queueing|activating|nothing to initiate|.{0,60} (?:appeared on|disappeared from) |interface |flags changed|.{0,40}transport mode|changing|change |using trusted|fetched|reached|got |assigning|peer requested|peer supports|authentication of|faking|local host|no issuer|building|sending .{0,40}vendor|NAT keep|sending keep alive|detected|expiring|creating|CHILD_SA|IKE_SA|checkin|checkout|netlink|installing|adding|deleting|updating|querying|starter|charon|coupled|ignoring|DH group|left nor right|Starting strongSwan|ipsec starter|unknown attributes|invalid HASH_V1|RADIUS|plugin|opening|attr|enabled|disabled|rereading|id '|.{0,40}retransmit|integrity check).*",
                    "received NAT-T (RFC 3947) vendor ID")));

    private final Map<String, Saying> packets = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Saying> eldest) {
            return size() > MOST_THREADS;
        }
    };

    /** Reads one message; what it says of a packet gets that packet's peer. */
    public Optional<Hit> read(String message) {
        Matcher m = THREAD.matcher(message);
        if (!m.matches()) {
            return CATALOGUE.read(message);
        }
        Optional<Hit> hit = CATALOGUE.read(m.group("text"));
        if (hit.isEmpty()) {
            return hit;
        }
        String thread = m.group("thread");
        if (hit.get().line().id().equals("received")) {
            packets.put(thread, hit.get().saying());
            return hit;
        }
        if (m.group("sa") != null) {
            Matcher sa = Pattern.compile("[^|]{0,70}\\|(\\d+)").matcher(m.group("sa"));
            if (sa.matches()) {
                hit.get().saying().tie(Tie.Kind.IKE_STATE, sa.group(1));
            }
        }
        Saying packet = packets.get(thread);
        boolean ofPacket = !m.group("group").equals("DMN") && !m.group("group").equals("KNL") && !thread.equals("00");
        if (packet != null
                && ofPacket
                && hit.get().saying().ties().stream().noneMatch(tie -> tie.kind() == Tie.Kind.PEER)) {
            packet.ties().forEach(tie -> hit.get().saying().tie(tie.kind(), tie.value()));
        }
        return hit;
    }

    /** The port of a selector that is not 1701: the client's; either end may stand first. */
    private static String highPort(String text) {
        Matcher m = Pattern.compile("\\[udp/(\\d+)\\]").matcher(text);
        return m.find() ? m.group(1) : "";
    }

    private static String host(String selector) {
        int slash = selector.indexOf('/');
        return slash < 0 ? selector : selector.substring(0, slash);
    }

    /** {@code l2f} is how charon's resolver calls port 1701. */
    private static String port(String selector) {
        int slash = selector.lastIndexOf('/');
        String port = selector.substring(slash + 1).replace("]", "");
        return port.equals("l2f") || port.equals("l2tp")
                ? "1701"
                : port.chars().allMatch(Character::isDigit) ? port : "";
    }
}
