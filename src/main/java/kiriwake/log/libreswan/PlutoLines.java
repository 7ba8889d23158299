package kiriwake.log.libreswan;

import static kiriwake.log.Catalogue.line;
import static kiriwake.log.Catalogue.noise;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.log.Catalogue;
import kiriwake.log.Catalogue.Hit;
import kiriwake.log.Saying;

/** pluto's lines: the prefix with connection, peer and state number, and the text behind it. */
public final class PlutoLines {
    private static final Pattern NATD_PORT = Pattern.compile("NATD=[0-9a-fA-F.:]{2,45}?:(?<port>\\d{1,5})(?= |\\}|$)");

    private static final Pattern PREFIX = Pattern.compile(
            "\"(?<conn>[^\"]{1,80})\"(?:\\[(?<instance>\\d+)\\])?(?: (?<peer>[0-9a-fA-F.:]+?)(?::\\d+)?)?(?: #(?<state>\\d+))?: (?<text>.*)");
    private static final Pattern PACKET_FROM =
            Pattern.compile("packet from (?<peer>[0-9a-fA-F.:]+?):(?<port>\\d+): (?<text>.*)");

    /** Formats from libreswan 3.15, 3.25 and 4.10. */
    public static final Catalogue CATALOGUE = new Catalogue(List.of(
            line(
                    "started",
                    "Starting Pluto \\(Libreswan Version (?<version>\\S+).*",
                    "Starting Pluto (Libreswan Version 4.10 IKEv2 IKEv1 XFRM XFRMI NSS (IPsec profile)) pid:45",
                    (m, s) -> s.told(Sign.IKE_STARTED, "version", "libreswan " + m.group("version"))),
            line("stopped", "shutting down", "shutting down", (m, s) -> s.told(Sign.IKE_STOPPED, "text", m.group())),
            line(
                    "crashed",
                    "(?:FATAL ERROR: .{0,200}|FATAL: .{0,200}|ABORT at .{0,200}|ASSERTION FAILED.{0,200})",
                    "ASSERTION FAILED at ikev1.c:123: st != NULL",
                    (m, s) -> s.told(Sign.DAEMON_CRASHED, "daemon", "pluto", "text", m.group())),
            line(
                    "listening-on",
                    "adding (?:UDP |TCP )?interface (?:\\S+ )?\\[?(?<address>[0-9a-fA-F.:]+?)\\]?:(?<port>\\d+)",
                    "adding UDP interface eth0 198.51.100.20:500",
                    (m, s) -> {
                        s.told(Sign.IKE_LISTENING, "address", m.group("address"), "port", m.group("port"))
                                .tie(Tie.Kind.SERVER, m.group("address"));
                    }),
            line(
                    "cannot-listen",
                    "(?:bind\\(\\) for .{0,200}|no public interfaces found|shutting down interface .{0,120})",
                    "no public interfaces found",
                    (m, s) -> s.told(Sign.IKE_LISTEN_FAILED, "text", m.group())),
            line(
                    "natt-off",
                    "NAT-Traversal: ESPINUDP\\(.{0,20}\\) for this kernel not supported.{0,80}|NAT-Traversal is turned OFF.{0,80}|NAT-Traversal: Only \\d+ NAT-D - Aborting.{0,60}",
                    "NAT-Traversal is turned OFF due to lack of KERNEL support",
                    (m, s) -> s.told(Sign.IKE_NATT_OFF, "text", m.group())),
            line(
                    "no-ipsec-in-kernel",
                    "No XFRM/NETKEY kernel interface detected",
                    "No XFRM/NETKEY kernel interface detected",
                    (m, s) -> s.told(Sign.MODULE_MISSING, "module", "xfrm_user")),
            line(
                    "secrets-refused",
                    "(?:PSK data malformed .{0,120}|\"/\\S+\" line \\d+: .{0,160}|no secrets filename matched .{0,120})",
                    "\"/etc/ipsec.secrets\" line 2: unrecognized key format: PKS",
                    (m, s) -> s.told(Sign.IKE_SECRETS_REFUSED, "text", m.group())),
            line(
                    "connection-loaded",
                    "added (?:IKEv1 |IKEv2 )?connection.{0,120}",
                    "added IKEv1 connection",
                    (m, s) -> s.told(Sign.IKE_CONNECTION_LOADED)),
            line(
                    "connection-refused",
                    "(?:[Ff]ailed to (?:add|load) connection.{0,200}|attempt to load incomplete connection.{0,80}|ike string error: .{0,120}|cannot have protoport .{0,80}|\\d+ bad entries in virtual-private.{0,60}|invalid virtual string .{0,160}|ignoring message from whack with bad magic .{0,120})",
                    "failed to add connection: esp=\"nosuch\" is invalid: ESP encryption algorithm 'nosuch' is not recognized",
                    (m, s) -> s.told(Sign.IKE_CONFIG_REFUSED, "text", m.group())),
            line(
                    "main-mode",
                    "responding to Main Mode(?: from unknown peer (?<from>[0-9a-fA-F.:]+?)(?: on port (?<port>\\d+)|:(?<port4>\\d+))?)?",
                    "responding to Main Mode from unknown peer 203.0.113.45:500",
                    (m, s) -> {
                        s.passed(Step.MM1);
                        String from = m.group("from") == null ? "" : m.group("from");
                        String port = m.group("port") == null ? m.group("port4") : m.group("port");
                        s.tie(Tie.Kind.PEER, from).tie(Tie.Kind.PEER_IKE, port == null ? "" : from + ":" + port);
                    }),
            line(
                    "no-connection",
                    "initial Main Mode message received (?:on \\S+ )?but (?:no connection has been authorized with (?<policy>.{0,120})|\"[^\"]{0,80}\".{0,20} forbids connection)",
                    "initial Main Mode message received but no connection has been authorized with authby=PSK and xauth=no",
                    (m, s) -> s.passed(Step.MM1).told(Sign.IKE_NO_CONNECTION, "text", m.group())),
            line(
                    "v1-disabled",
                    "ignoring IKEv1 packet as policy is set to .{0,80}|.{0,40}(?:rejecting|dropping) IKEv1 packet.{0,80}",
                    "ignoring IKEv1 packet as policy is set to silently drop all IKEv1 packets",
                    (m, s) -> s.passed(Step.MM1).told(Sign.IKE_V1_DISABLED, "text", m.group())),
            line(
                    "no-aggressive",
                    "initial Aggressive Mode message from \\S+ but no \\(wildcard\\) connection has been configured.{0,120}",
                    "initial Aggressive Mode message from 203.0.113.45 but no (wildcard) connection has been configured with policy PSK+AGGRESSIVE",
                    (m, s) -> s.told(Sign.IKE_NO_AGGRESSIVE_CONNECTION, "text", m.group())
                            .told(Sign.IKE_AGGRESSIVE, "direction", "in")),
            line(
                    "aggressive",
                    "responding to Aggressive Mode.{0,160}",
                    "responding to Aggressive Mode, state #1, connection \"x\" from 203.0.113.45",
                    (m, s) -> s.told(Sign.IKE_AGGRESSIVE, "direction", "in")),
            line(
                    "mr1",
                    "(?:STATE_MAIN_R1: sent MR1, expecting MI2|sent Main Mode R1)",
                    "sent Main Mode R1",
                    (m, s) -> s.passed(Step.MM2)),
            line(
                    "mr2",
                    "(?:STATE_MAIN_R2: sent MR2, expecting MI3|sent Main Mode R2)",
                    "sent Main Mode R2",
                    (m, s) -> s.passed(Step.MM3, Step.MM4)),
            line(
                    "peer-id",
                    "(?:Main mode )?[Pp]eer ID is (?<type>\\S+): '(?<id>.{0,200})'",
                    "Peer ID is ID_IPV4_ADDR: '192.168.11.5'",
                    (m, s) -> {
                        s.passed(Step.MM5);
                        if (m.group("type").contains("ADDR")) {
                            s.tie(Tie.Kind.PEER_INSIDE, m.group("id"));
                        }
                    }),
            line(
                    "phase1-up",
                    "(?:STATE_MAIN_R3: sent MR3, ISAKMP SA established|IKE SA established|sent Main Mode R3.{0,20}) ?\\{?.{0,200}",
                    "IKE SA established {auth=PRESHARED_KEY cipher=AES_CBC_256 integ=HMAC_SHA1 group=MODP2048}",
                    (m, s) -> s.passed(Step.MM6).told(Sign.IKE_SA_UP)),
            line(
                    "psk-mismatch",
                    "probable authentication failure \\(mismatch of preshared secrets\\?\\): .{0,160}",
                    "probable authentication failure (mismatch of preshared secrets?): malformed payload in packet",
                    (m, s) -> s.passed(Step.MM5).told(Sign.IKE_PSK_MISMATCH, "text", m.group())),
            line(
                    "hash-mismatch",
                    "received Hash Payload does not match computed value",
                    "received Hash Payload does not match computed value",
                    (m, s) -> s.passed(Step.MM5).told(Sign.IKE_HASH_MISMATCH)),
            line(
                    "psk-not-found",
                    "Can't authenticate: no preshared key found for .{0,200}",
                    "Can't authenticate: no preshared key found for `198.51.100.20' and `203.0.113.45'.  Attribute OAKLEY_AUTHENTICATION_METHOD",
                    (m, s) -> s.passed(Step.MM1).told(Sign.IKE_PSK_NOT_FOUND, "text", m.group())),
            line(
                    "no-phase1-proposal",
                    "no acceptable Oakley Transform",
                    "no acceptable Oakley Transform",
                    (m, s) -> s.told(Sign.IKE_NO_PROPOSAL)),
            line(
                    "transform-refused",
                    "Oakley Transform \\[(?<transform>.{0,120})\\] refused.{0,120}|(?:OAKLEY_GROUP \\d+ not supported\\. |policy does not allow OAKLEY_).{0,120}",
                    "Oakley Transform [AES_CBC (256), HMAC_SHA1, MODP1024] refused",
                    (m, s) -> s.told(Sign.IKE_TRANSFORM_REFUSED, "transform", m.group())),
            line(
                    "notify-sent",
                    "sending (?:encrypted )?notification (?<name>\\w+) to (?<to>\\S+)",
                    "sending notification NO_PROPOSAL_CHOSEN to 203.0.113.45:500",
                    (m, s) -> s.told(
                            Sign.IKE_NOTIFY,
                            "name",
                            m.group("name"),
                            "type",
                            number(m.group("name")),
                            "direction",
                            "out")),
            line(
                    "peer-id-mismatch",
                    "(?:Peer (?:ID '.{0,120}' )?mismatch(?:ed)? on first found connection.{0,80}|no suitable connection for peer '(?<declared>.{0,120})'|we require (?:IKEv1 )?peer to have ID '(?<expected>.{0,80})',? but peer declares '(?<declared2>.{0,80})')",
                    "we require IKEv1 peer to have ID '192.168.1.9', but peer declares '192.168.11.5'",
                    (m, s) -> s.passed(Step.MM5).told(Sign.IKE_PEER_ID_MISMATCH, "text", m.group())),
            line(
                    "fips",
                    ".{0,40}PSK length of \\d+ bytes is too short for \\S+ PRF in FIPS mode.{0,60}",
                    "connection x PSK length of 6 bytes is too short for HMAC_SHA1 PRF in FIPS mode (10 bytes required)",
                    (m, s) -> {
                        if (!m.group().startsWith("WARNING")) {
                            s.told(Sign.IKE_FIPS_REFUSED, "text", m.group());
                        }
                    }),
            line(
                    "duplicate",
                    "(?:retransmitting in response to duplicate packet|discarding duplicate packet|discarding initial packet).{0,40}; already (?<state>\\S+)",
                    "retransmitting in response to duplicate packet; already STATE_MAIN_R3",
                    (m, s) -> s.told(Sign.IKE_DUPLICATE, "step", m.group("state"))),
            line(
                    "retransmit",
                    "(?<state>STATE_\\w+): retransmission; will wait .{0,60}",
                    "STATE_MAIN_R2: retransmission; will wait 0.5 seconds for response",
                    (m, s) -> s.told(Sign.IKE_RETRANSMIT, "step", m.group("state"))),
            line(
                    "timeout",
                    "(?:(?<state>STATE_\\w+): )?(?:[\\d.]+ second timeout exceeded after \\d+ retransmits.{0,120}|max number of retransmissions .{0,120})",
                    "STATE_MAIN_R2: 60 second timeout exceeded after 7 retransmits.  No response (or no acceptable response) to our IKEv1 message",
                    (m, s) -> s.told(
                            Sign.IKE_TIMEOUT,
                            "step",
                            m.group("state") == null ? "" : m.group("state"),
                            "text",
                            m.group())),
            line(
                    "incomplete",
                    "deleting incomplete state after .{0,60}",
                    "deleting incomplete state after 60.000 seconds",
                    (m, s) -> s.told(Sign.IKE_TIMEOUT, "text", m.group())),
            line(
                    "unknown-sa",
                    "discarding encrypted message (?:for an unknown ISAKMP SA|because we haven't yet negotiated keying material)|(?:Quick Mode message|Informational Exchange) is for (?:a non-existent|an unknown) .{0,80}|Quick Mode message is unacceptable because it is for an incomplete ISAKMP SA|phase 1 message is part of an unknown exchange|encrypted Informational Exchange message is invalid because no key is known",
                    "discarding encrypted message for an unknown ISAKMP SA",
                    (m, s) -> s.told(Sign.IKE_UNKNOWN_SA, "text", m.group())),
            line(
                    "icmp-reported",
                    "ERROR: asynchronous network error report on .{0,160}complainant (?<by>[0-9a-fA-F.:]+): (?<text>.{0,60}) \\[errno \\d+, origin ICMP type (?<type>\\d+) code (?<code>\\d+) .{0,40}\\]",
                    "ERROR: asynchronous network error report on eth0 (198.51.100.20:500), complainant 203.0.113.45: Connection refused [errno 111, origin ICMP type 3 code 3 (not authenticated)]",
                    (m, s) -> s.told(
                            Sign.ICMP_ERROR,
                            "direction",
                            "in",
                            "type",
                            m.group("type"),
                            "code",
                            m.group("code"),
                            "name",
                            m.group("code").equals("3") ? "port-unreachable" : "unreachable",
                            "from",
                            m.group("by"),
                            "proto",
                            "udp")),
            line(
                    "send-failed",
                    "sendto on .{0,60} to .{0,60} failed in .{0,100}",
                    "sendto on eth0 to 203.0.113.45:500 failed in main_inI1_outR1. Errno 1: Operation not permitted",
                    (m, s) -> s.told(Sign.IKE_SEND_FAILED, "text", m.group())),
            line(
                    "nat-mapping",
                    "new NAT mapping for #\\d+, was (?<from>\\S+?), now (?<to>\\S+)",
                    "new NAT mapping for #3, was 203.0.113.45:4500, now 203.0.113.45:1027",
                    (m, s) -> {
                        if (!m.group("from").endsWith(":500")) {
                            s.told(Sign.NAT_MAPPING_CHANGED, "from", m.group("from"), "to", m.group("to"));
                        }
                    }),
            line(
                    "proposed",
                    "the peer proposed: .{0,160}",
                    "the peer proposed: 198.51.100.20/32:1701 -UDP-> 192.168.11.5/32:1701",
                    (m, s) -> s.passed(Step.QM1)),
            line(
                    "nat-oa",
                    "NAT-Traversal: received \\d+ NAT-OA\\. .{0,80}",
                    "NAT-Traversal: received 2 NAT-OA. Using first; ignoring others",
                    (m, s) -> s.told(Sign.CHILD_NAT_OA, "text", m.group())),
            line(
                    "no-child-connection",
                    "cannot respond to IPsec SA request because no connection is known for (?<what>.{0,200})",
                    "cannot respond to IPsec SA request because no connection is known for 198.51.100.20:17/1701...203.0.113.45[192.168.11.5]:17/49152===192.168.11.5/32",
                    (m, s) -> s.passed(Step.QM1)
                            .told(Sign.CHILD_NO_CONNECTION, "text", m.group(), "port", clientPort(m.group("what")))),
            line(
                    "virtual-refused",
                    "peer proposal was rejected in a virtual connection policy: .{0,200}|Virtual IP \\S+ overlaps with connection .{0,160}",
                    "peer proposal was rejected in a virtual connection policy: a private network virtual IP was required",
                    (m, s) -> s.passed(Step.QM1).told(Sign.CHILD_NO_CONNECTION, "text", m.group())),
            line(
                    "no-child-proposal",
                    "(?:no acceptable Proposal in IPsec SA|ESP IPsec Transform refused: .{0,80}|OAKLEY_GROUP \\d+ not supported for PFS|IPsec Transform must specify ENCAPSULATION_MODE|kernel algorithm does not like: .{0,80}|1DES was proposed, it is insecure and was rejected)",
                    "no acceptable Proposal in IPsec SA",
                    (m, s) -> s.passed(Step.QM1).told(Sign.CHILD_NO_PROPOSAL, "text", m.group())),
            line(
                    "pfs",
                    "we require PFS but Quick I1 SA specifies no GROUP_DESCRIPTION",
                    "we require PFS but Quick I1 SA specifies no GROUP_DESCRIPTION",
                    (m, s) -> s.passed(Step.QM1).told(Sign.CHILD_PFS_REQUIRED)),
            line(
                    "quick-mode",
                    "responding to Quick Mode proposal \\{msgid:(?<id>[0-9a-f]+)\\}",
                    "responding to Quick Mode proposal {msgid:c90afb54}",
                    (m, s) -> s.passed(Step.QM1)),
            line(
                    "them",
                    " *(?:us: .{0,120})? *them: .{0,120}?[:/](?:17|UDP)/(?<port>\\d+).{0,60}",
                    "    us: 198.51.100.20/32:UDP/1701===198.51.100.20  them: 203.0.113.45[192.168.11.5]===203.0.113.45/32:UDP/1701",
                    (m, s) -> s.told(Sign.CHILD_SELECTOR, "port", clientPort(m.group()))),
            line(
                    "qr1",
                    "(?:STATE_QUICK_R1: sent QR1, inbound IPsec SA installed, expecting QI2|sent Quick Mode reply, inbound IPsec SA installed, expecting confirmation) (?<mode>transport|tunnel) mode \\{(?<encap>[\\w/]+)=>0x(?<out>[0-9a-f]+) <0x(?<in>[0-9a-f]+) .*",
                    "sent Quick Mode reply, inbound IPsec SA installed, expecting confirmation transport mode {ESPinUDP=>0xcdca76fe <0x9ea50912 xfrm=AES_CBC_256-HMAC_SHA1_96 NATOA=192.168.11.5 NATD=203.0.113.45:4500 DPD=active}",
                    (m, s) -> halfNatt(m, spis(m, s).passed(Step.QM2))),
            line(
                    "phase2-up",
                    "(?:STATE_QUICK_R2: )?IPsec SA established (?<mode>transport|tunnel) mode \\{(?<encap>[\\w/]+)=>0x(?<out>[0-9a-f]+) <0x(?<in>[0-9a-f]+) .*",
                    "IPsec SA established transport mode {ESPinUDP=>0xcdca76fe <0x9ea50912 xfrm=AES_CBC_256-HMAC_SHA1_96 NATOA=192.168.11.5 NATD=203.0.113.45:4500 DPD=active}",
                    (m, s) -> spis(m, s)
                            .passed(Step.QM3)
                            .told(
                                    Sign.CHILD_SA_UP,
                                    "mode",
                                    m.group("mode"),
                                    "natt",
                                    m.group("encap").equals("ESP") ? "no" : "yes")),
            line(
                    "in-use",
                    "cannot (?:install eroute|route) -- .{0,160}|Kernel method '.{0,40}' does not support overlapping IP ranges|overlap is forbidden .{0,120}",
                    "cannot install eroute -- it is in use for \"L2TP-PSK\"[1] 203.0.113.45 #2",
                    (m, s) -> s.told(Sign.CHILD_SELECTOR_IN_USE, "text", m.group())),
            line(
                    "kernel-refused",
                    "ERROR: netlink (?:response for|\\S+ response for flow) .{0,160}included errno (?<errno>\\d+): .{0,80}",
                    "ERROR: netlink response for Add SA esp.0a1b2c3d@198.51.100.20 included errno 93: Protocol not supported",
                    (m, s) -> s.told(Sign.CHILD_KERNEL_REFUSED, "text", m.group(), "errno", m.group("errno"))),
            line(
                    "kernel-refused-4",
                    "(?:netlink response for|xfrm \\S+ response for) .{0,160}: (?<text>.{0,80}) \\(errno (?<errno>\\d+)\\)",
                    "netlink response for Add SA esp.c2d064a4@203.0.113.45: No such file or directory (errno 2)",
                    (m, s) -> s.told(Sign.CHILD_KERNEL_REFUSED, "text", m.group(), "errno", m.group("errno"))),
            line(
                    "updown-failed",
                    ".{0,60} command exited with status [1-9]\\d*",
                    "up-client command exited with status 1",
                    (m, s) -> s.told(Sign.IKE_UPDOWN_FAILED, "text", m.group())),
            line(
                    "dpd-dead",
                    "(?:DPD: No response from peer - declaring peer dead|(?:IKEv1 )?DPD:? action - .{0,80})",
                    "IKEv1 DPD: action - clearing connection kind CK_INSTANCE",
                    (m, s) -> s.told(Sign.IKE_PEER_DEAD)),
            line(
                    "delete-received",
                    "received Delete SA(?:\\(0x[0-9a-f]+\\))? payload: .{0,120}",
                    "received Delete SA payload: self-deleting ISAKMP State #1",
                    (m, s) -> s.told(Sign.IKE_DELETE, "direction", "in")),
            line(
                    "state-deleted",
                    "deleting (?:other )?state .{0,40}(?:STATE_\\w+).{0,80}",
                    "deleting state (STATE_MAIN_R3) aged 9.1s and sending notification",
                    (m, s) -> s.told(Sign.IKE_SA_DELETED, "reason", m.group())),
            line(
                    "traffic",
                    "ESP traffic information: in=(?<in>\\d+)(?<inunit>B|KB|MB|GB)? out=(?<out>\\d+)(?<outunit>B|KB|MB|GB)?.{0,40}",
                    "ESP traffic information: in=118KB out=1MB",
                    (m, s) -> s.told(Sign.ESP_TRAFFIC, "in", m.group("in"), "out", m.group("out"))),
            line(
                    "acquire",
                    "initiate on[- ]demand from \\S+ to \\S+ .{0,120}",
                    "initiate on demand from 198.51.100.20:1701 to 203.0.113.45:49152 proto=17 because: acquire",
                    (m, s) -> s.told(Sign.IKE_ACQUIRE, "text", m.group())),
            line(
                    "initiating",
                    "initiating (?:Main|Quick) Mode.{0,120}",
                    "initiating Main Mode to replace #1",
                    (m, s) -> s.told(Sign.IKE_RETRANSMIT, "step", "rekey")),
            line(
                    "fragment-refused",
                    "discarding IKE fragment packet.{0,100}",
                    "discarding IKE fragment packet - fragmentation not allowed by local policy (ike_frag=no)",
                    (m, s) -> s.told(Sign.IKE_FRAGMENT_TROUBLE, "text", m.group())),
            line(
                    "overloaded",
                    "(?:pluto DDoS protection mode.{0,60}|.{0,60}NOT ACCEPTING new IKE connections.{0,60}|Maximum number of IPsec connections reached .{0,20})",
                    "pluto DDoS protection mode set to busy",
                    (m, s) -> s.told(Sign.IKE_OVERLOADED, "text", m.group())),
            noise(
                    "parse-error",
                    "(?:\\d+-byte )?(?:byte \\d+ of|length of|next payload type of|.{0,40} of ISAKMP|not enough room in|message ignored because).{0,160}",
                    "4-byte length of ISAKMP Identification Payload is larger than can fit"),
            noise(
                    "route-released",
                    "route to peer's client conflicts with .{0,160}|Your ID is '.{0,120}'|[\\w-]{1,20}-(?:client|host) output: .{0,300}|IPsec SA expired .{0,60}",
                    "up-client output: RTNETLINK answers: File exists"),
            noise(
                    "vendor-id",
                    "ignoring unknown Vendor ID payload \\[.{0,80}\\]",
                    "ignoring unknown Vendor ID payload [4f45755c645c6a795c5c6170]"),
            noise(
                    "chatter",
                    "(?:NSS|FIPS|libcap|Linux|core dump|secrets file|leak-|XAUTH|initializing|Initializing|NAT-Traversal support|NAT-Traversal: Result|Encryption algorithms|Hash algorithms|PRF algorithms|Integrity algorithms|DH algorithms|IPCOMP algorithms|testing|SAref|\\d+ CPU cores|starting up|started thread|using |Using |selinux|SELinux|systemd|helper|seccomp|Kernel supports|listening for|no longer listening|loading secrets|forgetting secrets|WARNING|ignoring informational|received and ignored|switched |deleting connection|Configured DPD|keeping refhim|Applying workaround|ISAKMP SA expired|terminating SAs|\\||  |netlink_expire|crypto helpers|pluto_|adding|virtual-private|protocol/port in Phase 1|Informational|DPD:|ignoring Delete|some IKE message|recvfrom|Mangled|Received packet with mangled|too many|Quick Mode I1|message |Warning|EXPECTATION FAILED|no Phase1|peer supports|watchdog|dnssec|Restarting|reloaded|rereading|retransmit).*",
                    "using Linux xfrm kernel support code on #1 SMP")));

    private PlutoLines() {}

    /** Takes pluto's prefix off and reads the rest. */
    public static Optional<Hit> read(String message) {
        Matcher packet = PACKET_FROM.matcher(message);
        if (message.startsWith("packet from") && packet.matches()) {
            Optional<Hit> hit = CATALOGUE.read(packet.group("text"));
            hit.ifPresent(found -> found.saying()
                    .tie(Tie.Kind.PEER, packet.group("peer"))
                    .tie(Tie.Kind.PEER_IKE, packet.group("peer") + ":" + packet.group("port")));
            return hit;
        }
        if (message.startsWith("ERROR: \"")) {
            return read(message.substring("ERROR: ".length()));
        }
        if (!message.startsWith("\"") || message.startsWith("\"/")) {
            return CATALOGUE.read(message);
        }
        Optional<Hit> plain = plain(message);
        if (plain.isPresent()) {
            return plain;
        }
        Matcher prefix = PREFIX.matcher(message);
        if (!prefix.matches()) {
            return CATALOGUE.read(message);
        }
        Optional<Hit> hit = CATALOGUE.read(prefix.group("text"));
        hit.ifPresent(found -> {
            String peer = prefix.group("peer") == null ? "" : prefix.group("peer");
            String state = prefix.group("state") == null ? "" : prefix.group("state");
            found.saying().tie(Tie.Kind.PEER, peer).tie(Tie.Kind.IKE_STATE, state);
        });
        return hit;
    }

    /** {@code "L2TP-PSK"[3] 203.0.113.45 #5: text}, by hand: the commonest prefix. Empty for any other. */
    private static Optional<Hit> plain(String message) {
        int quote = message.indexOf("\"[", 2);
        int peer = message.indexOf("] ", quote) + 2;
        int state = message.indexOf(" #", peer) + 2;
        int text = message.indexOf(": ", state);
        boolean there = quote > 0 && quote <= 80 && peer > quote + 2 && state > peer + 2 && text > state;
        if (!there
                || message.indexOf('"', 1) != quote
                || !isOf(message, quote + 2, peer - 2, false)
                || !isOf(message, peer, state - 2, true)
                || !isOf(message, state, text, false)) {
            return Optional.empty();
        }
        Optional<Hit> hit = CATALOGUE.read(message.substring(text + 2));
        hit.ifPresent(found -> found.saying()
                .tie(Tie.Kind.PEER, message.substring(peer, state - 2))
                .tie(Tie.Kind.IKE_STATE, message.substring(state, text)));
        return hit;
    }

    /** There is something and all of it digits, or for an address digits and dots. */
    private static boolean isOf(String message, int from, int to, boolean address) {
        for (int i = from; i < to; i++) {
            char c = message.charAt(i);
            if ((c < '0' || c > '9') && !(address && c == '.')) {
                return false;
            }
        }
        return from < to;
    }

    private static Saying spis(Matcher m, Saying saying) {
        return saying.tie(Tie.Kind.ESP_IN, pad(m.group("in"))).tie(Tie.Kind.ESP_OUT, pad(m.group("out")));
    }

    /** {@code nat-ikev1-method=none}: pluto stays on port 500 and yet puts ESP in UDP, where nothing reads it. */
    private static Saying halfNatt(Matcher m, Saying saying) {
        Matcher port = NATD_PORT.matcher(m.group());
        return port.find() && port.group("port").equals("500")
                ? saying.told(Sign.IKE_NATT_OFF, "text", "ESPinUDP " + port.group())
                : saying;
    }

    static String pad(String hex) {
        return "0".repeat(Math.max(0, 8 - hex.length())) + hex;
    }

    /** The last {@code 17/PORT} or {@code UDP/PORT} of a selector text is the client's. */
    private static String clientPort(String text) {
        Matcher m = Pattern.compile("(?:17|UDP)/(\\d+)").matcher(text);
        String port = "";
        while (m.find()) {
            port = m.group(1);
        }
        return port;
    }

    private static String number(String notify) {
        return switch (notify) {
            case "NO_PROPOSAL_CHOSEN" -> "14";
            case "PAYLOAD_MALFORMED" -> "16";
            case "INVALID_ID_INFORMATION" -> "18";
            case "AUTHENTICATION_FAILED" -> "24";
            default -> "";
        };
    }
}
