package kiriwake.log.xl2tpd;

import static kiriwake.log.Catalogue.line;
import static kiriwake.log.Catalogue.noise;

import java.util.List;
import java.util.regex.Matcher;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.log.Catalogue;
import kiriwake.log.Saying;

/** xl2tpd's lines. {@code Local} is our id, {@code Remote} the client's. */
public final class Xl2tpdLines {
    private static final String PEER = "(?<peer>[0-9.]+)";

    /** Formats from xl2tpd 1.3.15, with the changes of 1.3.6 to 1.3.18. */
    public static final Catalogue CATALOGUE = new Catalogue(List.of(
            line(
                    "started",
                    "xl2tpd version (?<version>\\S+) started on (?<host>\\S+) PID:(?<pid>\\d+)",
                    "xl2tpd version xl2tpd-1.3.18 started on server PID:54",
                    (m, s) -> s.told(
                            Sign.L2TP_STARTED, "version", m.group("version").replace("xl2tpd-", "xl2tpd "))),
            line(
                    "listening",
                    "Listening on IP address " + PEER + ", port (?<port>\\d+)",
                    "Listening on IP address 0.0.0.0, port 1701",
                    (m, s) -> s.told(Sign.L2TP_LISTENING, "address", m.group("peer"), "port", m.group("port"))),
            noise(
                    "saref-not-looked-for",
                    "Not looking for kernel SAref support\\.",
                    "Not looking for kernel SAref support."),
            noise("recvref", "setsockopt recvref\\[\\d+\\]: .{0,80}", "setsockopt recvref[30]: Protocol not available"),
            noise(
                    "saref-on",
                    "Enabling IPsec SAref processing.{0,80}",
                    "Enabling IPsec SAref processing for L2TP transport mode SAs"),
            noise(
                    "saref-kernel",
                    "IPsec SAref does not work with L2TP kernel mode yet.{0,80}",
                    "IPsec SAref does not work with L2TP kernel mode yet, enabling force userspace=yes"),
            line(
                    "kernel-mode",
                    "Using l2tp kernel support\\.",
                    "Using l2tp kernel support.",
                    (m, s) -> s.told(Sign.L2TP_MODE, "mode", "kernel")),
            line(
                    "userspace-mode",
                    "(?:L2TP kernel support not detected.{0,80}|Not looking for kernel support\\.|This binary does not support kernel L2TP\\.)",
                    "L2TP kernel support not detected (try modprobing l2tp_ppp and pppol2tp)",
                    (m, s) -> s.told(Sign.L2TP_MODE, "mode", "userspace")),
            noise(
                    "written-by",
                    "(?:Written by|Forked by|Inherited by|Forked again by) .{0,100}",
                    "Written by Mark Spencer, Copyright (C) 1998, Adtran, Inc."),
            line(
                    "cannot-bind",
                    "(?:\\w+: )?Unable to (?:bind|allocate) socket.{0,120}",
                    "init_network: Unable to bind socket: Address already in use. Terminating.",
                    (m, s) -> s.told(Sign.L2TP_LISTEN_FAILED, "text", m.group())),
            line(
                    "config-refused",
                    "(?:\\w+: Unable to (?:load|open) config file.{0,200}|parse_config: line \\d+: .{0,200}|\\w+: There's already a xl2tpd server running\\.|\\w+: Unable to open \\S+ for reading\\.)",
                    "parse_config: line 12: Unknown field 'no such field'",
                    (m, s) -> s.told(Sign.L2TP_CONFIG_REFUSED, "text", m.group())),
            line(
                    "stopped",
                    "\\w+: Fatal signal (?<signal>\\d+) received",
                    "death_handler: Fatal signal 15 received",
                    (m, s) -> s.told(Sign.L2TP_STOPPED, "text", m.group())),
            noise(
                    "rand",
                    "The \"rand\\(\\)\" function call.{0,100}",
                    "The \"rand()\" function call is not a very good sourceof randomness"),
            noise(
                    "fields",
                    "(?:set_\\w+: Setting .{0,200}|parse_config: field is .{0,200}|range start = .{0,100})",
                    "parse_config: field is port, value is 1701"),
            line(
                    "tunnel-twice",
                    "control_finish: Peer requested tunnel (?<remote>\\d+) twice, ignoring second one\\.",
                    "control_finish: Peer requested tunnel 55557 twice, ignoring second one.",
                    (m, s) -> s.passed(Step.SCCRQ).told(Sign.L2TP_DUPLICATE_REQUEST, "text", m.group())),
            line(
                    "call-twice",
                    "(?:\\w+: )?Peer requested call (?<remote>\\d+) twice, ignoring second one\\.",
                    "control_finish: Peer requested call 3374 twice, ignoring second one.",
                    (m, s) -> s.passed(Step.ICRQ).told(Sign.L2TP_DUPLICATE_REQUEST, "text", m.group())),
            line(
                    "tunnel-up",
                    "Connection established to " + PEER
                            + ", (?<port>\\d+)\\.  Local: (?<local>\\d+), Remote: (?<remote>\\d+) .{0,80}",
                    "Connection established to 203.0.113.45, 1701.  Local: 29378, Remote: 55557 (ref=0/0).  LNS session is 'default'",
                    (m, s) -> ids(m, s, true)
                            .passed(Step.SCCRQ, Step.SCCRP, Step.SCCCN)
                            .told(Sign.L2TP_TUNNEL_UP)
                            .tie(Tie.Kind.PEER_L2TP, m.group("peer") + ":" + m.group("port"))),
            noise(
                    "no-speed",
                    "(?:\\w+: )?Warning: Peer did not specify (?:transmit speed|framing type)",
                    "control_finish: Warning: Peer did not specify transmit speed"),
            noise("running", "(?:\\w+: )?I'm running: ?", "start_pppd: I'm running: "),
            noise("argument", "\"[^\"]{0,300}\" ?", "\"pppol2tp_tunnel_id\" "),
            line(
                    "call-up",
                    "Call established with " + PEER
                            + "(?:, PID: (?<pid>\\d+))?, Local: (?<local>\\d+), Remote: (?<remote>\\d+), Serial: (?<serial>-?\\d+)",
                    "Call established with 203.0.113.45, PID: 117, Local: 48529, Remote: 3374, Serial: 1",
                    (m, s) -> {
                        String pid = m.group("pid") == null ? "" : m.group("pid");
                        ids(m, s, false)
                                .passed(Step.ICRQ, Step.ICRP, Step.ICCN)
                                .told(Sign.L2TP_CALL_UP, "pid", pid)
                                .tie(Tie.Kind.PPPD_PID, pid.equals("0") ? "" : pid);
                    }),
            noise("tty-not-open", "(?:\\w+: )?tty is not open yet\\.", "write_packet: tty is not open yet."),
            line(
                    "unauthorized",
                    "(?:\\w+: )?Denied connection to unauthorized peer " + PEER,
                    "control_finish: Denied connection to unauthorized peer 203.0.113.45",
                    (m, s) -> s.passed(Step.SCCRQ)
                            .told(Sign.L2TP_PEER_REFUSED, "text", m.group())
                            .tie(Tie.Kind.PEER, m.group("peer"))),
            line(
                    "peer-lacks",
                    "(?:\\w+: )?Peer did not specify (?:assigned tunnel ID|framing capability|hostname)\\.  Closing\\.",
                    "control_finish: Peer did not specify hostname.  Closing.",
                    (m, s) -> s.told(Sign.L2TP_PROTOCOL_ERROR, "text", m.group())),
            line(
                    "challenge-trouble",
                    "(?:\\w+ ?: )?(?:Unable to open '[^']{0,200}' for authentication|Invalid authentication info .{0,100}|no secret found for us='[^']{0,100}' and them='[^']{0,100}'|No secret for '[^']{0,100}'|Invalid authentication for host '[^']{0,100}'|Challenge is not the right length .{0,60})",
                    "handle_challenge: no secret found for us='server' and them='mac'",
                    (m, s) -> s.told(Sign.L2TP_TUNNEL_AUTH, "text", m.group())),
            line(
                    "pool-empty",
                    "(?:\\w+: )?Out of (?:local )?IP addresses on tunnel (?<local>\\d+)!",
                    "control_finish: Out of IP addresses on tunnel 29378!",
                    (m, s) -> s.told(Sign.L2TP_POOL_EMPTY)
                            // xl2tpd 1.3.18 prints the client's id here
                            .tie(Tie.Kind.TUNNEL, m.group("local"))
                            .tie(Tie.Kind.PEER_TUNNEL, "/" + m.group("local"))),
            line(
                    "kernel-session-failed",
                    "(?:\\w+: )?Unable to (?:allocate|connect) PPPoL2TP socket\\..{0,100}|(?:\\w+: )?Unable to (?:bind|connect|allocate) UDP (?:socket|peer).{0,120}",
                    "start_pppd: Unable to allocate PPPoL2TP socket.",
                    (m, s) -> s.told(Sign.L2TP_KERNEL_SESSION_FAILED, "text", m.group())),
            line(
                    "resources",
                    "(?:\\w+: )?(?:unable to allocate pty, abandoning!|unable to open tty \\S+, cannot start pppd|unable to fork\\(\\), abandoning!)",
                    "start_pppd: unable to fork(), abandoning!",
                    (m, s) -> s.told(Sign.L2TP_RESOURCES, "text", m.group())),
            line(
                    "exec-failed",
                    "(?:\\w+: )?Exec of (?<file>\\S+) failed!",
                    "start_pppd: Exec of /usr/sbin/pppd failed!",
                    (m, s) -> s.told(Sign.PPPD_EXEC_FAILED, "text", m.group())),
            noise(
                    "already",
                    "(?:\\w+: )?(?:PPP already started on call!|file descriptor already assigned!)",
                    "start_pppd: PPP already started on call!"),
            line(
                    "bad-avp",
                    "(?:\\w+: )?(?:don't know how to handle mandatory attribute|No handler for mandatory attribute|Bad exit status handling attribute|avp is incorrect size).{0,160}",
                    "handle_avps: Bad exit status handling attribute 7 (Host Name) on mandatory packet.",
                    (m, s) -> s.told(Sign.L2TP_PROTOCOL_ERROR, "text", m.group())),
            line(
                    "wrong-state",
                    "(?:\\w+: )?attempting to negotiate \\w+ (?:with|when) state .{0,60}|(?:\\w+: )?attempting to negotiate tunnel inside a call!.{0,40}",
                    "message_type_avp: attempting to negotiate SCCRQ with state != 0",
                    (m, s) -> s.told(Sign.L2TP_PROTOCOL_ERROR, "text", m.group())),
            line(
                    "no-new-tunnel",
                    "(?:\\w+: )?unable to (?:allocate new tunnel|create new call).{0,100}",
                    "get_call: unable to allocate new tunnel for host 203.0.113.45, port 1701.",
                    (m, s) -> s.told(Sign.L2TP_RESOURCES, "text", m.group())),
            line(
                    "given-up",
                    "Maximum retries exceeded for tunnel (?<local>\\d+)\\.  Closing\\.",
                    "Maximum retries exceeded for tunnel 20155.  Closing.",
                    (m, s) -> s.told(Sign.L2TP_GIVEN_UP, "text", m.group()).tie(Tie.Kind.TUNNEL, m.group("local"))),
            line(
                    "closing-not-delivered",
                    "Unable to deliver closing message for tunnel (?<local>\\d+)\\. Destroying anyway\\.",
                    "Unable to deliver closing message for tunnel 20155. Destroying anyway.",
                    (m, s) -> s.told(Sign.L2TP_GIVEN_UP, "text", m.group()).tie(Tie.Kind.TUNNEL, m.group("local"))),
            noise(
                    "out-of-order",
                    "(?:\\w+: )?(?:Received out of order control packet .{0,100}|bad control packet!)",
                    "check_control: Received out of order control packet on tunnel 9 (got 0, expected 1)"),
            line(
                    "unknown-tunnel",
                    "Can not find tunnel (?<local>\\d+) \\(refhim=\\d+\\)",
                    "Can not find tunnel 11841 (refhim=0)",
                    (m, s) ->
                            s.told(Sign.L2TP_UNKNOWN_TUNNEL, "text", m.group()).tie(Tie.Kind.TUNNEL, m.group("local"))),
            line(
                    "unknown-call",
                    "(?:\\w+: )?(?:unable to find call or tunnel to handle packet\\.  call = \\d+, tunnel = (?<local>\\d+) Dumping\\.|can't find call \\d+ in tunnel \\d+.{0,40})",
                    "network_thread: unable to find call or tunnel to handle packet.  call = 0, tunnel = 11841 Dumping.",
                    (m, s) -> s.told(Sign.L2TP_UNKNOWN_TUNNEL, "text", m.group())
                            .tie(Tie.Kind.TUNNEL, m.group("local") == null ? "" : m.group("local"))),
            noise(
                    "debug-packet",
                    "network_thread: (?:recv packet from|select timeout).{0,200}",
                    "network_thread: recv packet from 203.0.113.45, size = 69, tunnel = 0, call = 0 ref=0 refhim=0"),
            line(
                    "receive-failed",
                    "(?:\\w+: )?recvfrom returned error (?<errno>\\d+) \\((?<text>.{0,80})\\)",
                    "network_thread: recvfrom returned error 111 (Connection refused)",
                    (m, s) -> s.told(Sign.L2TP_PROTOCOL_ERROR, "text", m.group())),
            line(
                    "send-failed",
                    "(?:\\w+: )?udp_xmit failed to " + PEER + ":(?<port>\\d+) with err=(?<err>-?\\d+):(?<text>.{0,80})",
                    "udp_xmit failed to 203.0.113.45:1701 with err=-1:Operation not permitted",
                    (m, s) -> s.told(Sign.L2TP_SEND_FAILED, "text", m.group("text"), "errno", "")
                            .tie(Tie.Kind.PEER, m.group("peer"))),
            line(
                    "apple",
                    "(?:\\w+: )?(?:result|error) code endianness fix for buggy Apple client\\. network=\\d+, le=\\d+",
                    "result_code_avp: result code endianness fix for buggy Apple client. network=768, le=3",
                    (m, s) -> s.told(Sign.L2TP_APPLE_CLIENT)),
            line(
                    "call-closed-by-peer",
                    "control_finish: Connection closed to " + PEER
                            + ", serial (?<serial>-?\\d+) \\((?<reason>.{0,120})\\)",
                    "control_finish: Connection closed to 203.0.113.45, serial 1 ()",
                    (m, s) -> s.told(Sign.L2TP_CDN, "direction", "in", "text", m.group("reason"))
                            .tie(Tie.Kind.PEER, m.group("peer"))),
            line(
                    "tunnel-closed-by-peer",
                    "control_finish: Connection closed to " + PEER
                            + ", port (?<port>\\d+) \\((?<reason>.{0,120})\\), Local: (?<local>\\d+), Remote: (?<remote>\\d+)",
                    "control_finish: Connection closed to 203.0.113.45, port 1701 (Goodbye!), Local: 29378, Remote: 55557",
                    (m, s) -> ids(m, s, true).told(Sign.L2TP_STOPCCN, "direction", "in", "text", m.group("reason"))),
            line(
                    "tunnel-closed",
                    "Connection (?<remote>\\d+) closed to " + PEER + ", port (?<port>\\d+) \\((?<reason>.{0,120})\\)",
                    "Connection 55557 closed to 203.0.113.45, port 1701 (No Authorization)",
                    (m, s) -> {
                        s.tie(Tie.Kind.PEER, m.group("peer"))
                                .tie(Tie.Kind.PEER_TUNNEL, m.group("peer") + "/" + m.group("remote"));
                        boolean timeout = m.group("reason").equals("Timeout");
                        if (!timeout) {
                            s.told(Sign.L2TP_STOPCCN, "direction", "out", "text", m.group("reason"));
                        }
                        s.told(Sign.L2TP_CLOSED, "reason", m.group("reason"));
                    }),
            line(
                    "call-closed",
                    "call_close: Call (?<local>\\d+) to " + PEER + " disconnected",
                    "call_close: Call 48529 to 203.0.113.45 disconnected",
                    (m, s) -> s.told(Sign.L2TP_CLOSED, "reason", "disconnected")
                            .tie(Tie.Kind.PEER, m.group("peer"))
                            .tie(Tie.Kind.SESSION, m.group("local"))),
            line(
                    "pppd-exited",
                    "child_handler ?: pppd exited for call (?<call>\\d+) with code (?<code>\\d+)",
                    "child_handler : pppd exited for call 61393 with code 2",
                    (m, s) -> s.told(Sign.PPPD_EXIT, "code", m.group("code"))
                            .tie(Tie.Kind.PEER_SESSION, "/" + m.group("call"))),
            line(
                    "pppd-killed",
                    "child_handler ?: pppd (?:terminated for call (?<call>\\d+) by signal (?<signal>\\d+)|exited for call \\d+ for unknown reason)",
                    "child_handler : pppd terminated for call 61393 by signal 9",
                    (m, s) -> s.told(Sign.PPPD_EXIT, "signal", m.group("signal") == null ? "" : m.group("signal"))),
            line(
                    "terminating-pppd",
                    "Terminating pppd: sending (?:TERM|KILL) signal to pid (?<pid>\\d+)",
                    "Terminating pppd: sending TERM signal to pid 125",
                    (m, s) -> s.told(Sign.PPP_ENDED, "text", m.group()).tie(Tie.Kind.PPPD_PID, m.group("pid"))),
            noise(
                    "invalid-id",
                    "(?:\\w+: )?Peer tried to disconnect with invalid [CT]ID .{0,40}",
                    "control_finish: Peer tried to disconnect with invalid CID (1 != 2)"),
            noise(
                    "statistics",
                    "(?:=+ ?xl2tpd statistics ?=+|Tunnel \\S+, ID = .{0,200}|Call \\S+ # .{0,200})",
                    "====== xl2tpd statistics ========"),
            noise(
                    "debug",
                    "\\w+ ?: (?:allocating new tunnel|control, cid =|message type|peer is using version|supported peer|peer reports|using peer's|peer wants RWS|sending SCCRP|scheduling|sending Hello|Scheduling and|Tossing packet|sending control ZLB|control ZLB|new incoming call|serial number is|Sending ICRP|peer closing|no such call|enqueing|Actually closing|received too small|call ID specified|tossing read packet|Peer attempted ICCN|PPTP packet|L2F packet|Unknown version|Unable to write|Unable to read|Unable to determine|assigned_|.{0,60}handle_packet).{0,200}",
                    "get_call: allocating new tunnel for host 203.0.113.45, port 1701."),
            noise(
                    "entropy",
                    "(?:ourtid|ourcid) = .{0,80}|trying to send control packet to \\d+|packet dump: ?|(?:HEX|ASCII): .*",
                    "ourtid = 29378, entropy_buf = 72c2")));

    private Xl2tpdLines() {}

    private static Saying ids(Matcher m, Saying saying, boolean tunnel) {
        String peer = m.group("peer");
        return saying.tie(Tie.Kind.PEER, peer)
                .tie(tunnel ? Tie.Kind.TUNNEL : Tie.Kind.SESSION, m.group("local"))
                .tie(tunnel ? Tie.Kind.PEER_TUNNEL : Tie.Kind.PEER_SESSION, peer + "/" + m.group("remote"))
                // some lines name the client's id without its address
                .tie(tunnel ? Tie.Kind.PEER_TUNNEL : Tie.Kind.PEER_SESSION, "/" + m.group("remote"));
    }
}
