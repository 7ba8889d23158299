package kiriwake.log.kernel;

import static kiriwake.log.Catalogue.line;
import static kiriwake.log.Catalogue.noise;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.event.Sign;
import kiriwake.event.Tie;
import kiriwake.log.Catalogue;
import kiriwake.log.Catalogue.Hit;

/** The kernel, netfilter's LOG target, systemd, audit and fail2ban, where they speak of the VPN. */
public final class KernelLines {
    private static final Pattern LOGGED = Pattern.compile(
            "(?:\\[ *\\d+\\.\\d+\\] )?(?<prefix>.{0,64}?)IN=(?<in>\\S*) OUT=(?<out>\\S*) .{0,200}?SRC=(?<src>\\S+) DST=(?<dst>\\S+) .{0,120}?PROTO=(?<proto>\\S+)(?: SPT=(?<spt>\\d+) DPT=(?<dpt>\\d+))?.*");

    /** Linux 3.10 (el7) to 6, systemd 219 to 252. */
    public static final Catalogue CATALOGUE = new Catalogue(List.of(
            line(
                    "conntrack-full",
                    "(?:\\[ *[\\d.]+\\] )?(?:nf_conntrack: )*table full, dropping packet.*",
                    "nf_conntrack: table full, dropping packet",
                    (m, s) -> s.told(Sign.CONNTRACK_FULL)),
            line(
                    "martian",
                    "(?:\\[ *[\\d.]+\\] )?(?:IPv4: )?martian source \\S+ from (?<from>[0-9.]+), on dev (?<dev>\\S+)",
                    "IPv4: martian source 198.51.100.20 from 203.0.113.45, on dev eth0",
                    (m, s) -> s.told(Sign.MARTIAN, "text", m.group()).tie(Tie.Kind.PEER, m.group("from"))),
            line(
                    "oom",
                    "(?:\\[ *[\\d.]+\\] )?(?:Out of memory: )?Kill(?:ed)? process \\d+ \\((?<process>[^)]{1,40})\\).*",
                    "Out of memory: Kill process 117 (pppd) score 3 or sacrifice child",
                    (m, s) -> s.told(Sign.OUT_OF_MEMORY, "process", m.group("process"))),
            line(
                    "segfault",
                    "(?:\\[ *[\\d.]+\\] )?(?<daemon>pluto|charon|xl2tpd|pppd)\\[\\d+\\]: segfault at .*",
                    "pluto[45]: segfault at 8 ip 0000 sp 0000 error 4 in pluto[0+1]",
                    (m, s) -> s.told(Sign.DAEMON_CRASHED, "daemon", m.group("daemon"))),
            line(
                    "lines-lost",
                    "(?:.{0,40}net_ratelimit: (?<count>\\d+) callbacks suppressed|.{0,60}(?:Suppressed|imuxsock lost|begin to drop) (?<count2>\\d+)? ?messages.*)",
                    "net_ratelimit: 12 callbacks suppressed",
                    (m, s) -> s.told(Sign.LINES_LOST, "count", m.group("count") == null ? "" : m.group("count"))),
            line(
                    "prestart-failed",
                    "(?<unit>\\S+?)(?:\\.service)?: [Cc]ontrol process exited, code=exited,? status=(?<status>\\d+).*",
                    "xl2tpd.service: control process exited, code=exited status=1",
                    (m, s) ->
                            s.told(Sign.SERVICE_PRESTART_FAILED, "unit", m.group("unit"), "status", m.group("status"))),
            line(
                    "service-failed",
                    "(?:Unit )?(?<unit>xl2tpd|ipsec|strongswan\\S*|libreswan)(?:\\.service)?(?:: [Mm]ain process exited.{0,80}| entered failed state\\.| failed\\.|: Failed with result.{0,60}|: [Ss]tart request repeated too quickly.{0,40}|: watchdog timeout.{0,40}| watchdog timeout \\(limit .{0,20}\\)!)|start request repeated too quickly for (?<again>xl2tpd|ipsec|strongswan\\S{0,10}|libreswan)\\.service",
                    "Unit xl2tpd.service entered failed state.",
                    (m, s) -> s.told(
                            Sign.SERVICE_FAILED,
                            "unit",
                            m.group("unit") == null ? m.group("again") : m.group("unit"),
                            "text",
                            m.group())),
            line(
                    "selinux",
                    ".{0,200}avc: +denied +\\{ (?<what>[^}]{1,60}) \\} for .{0,300}scontext=\\S*:(?<domain>l2tpd_t|pppd_t|ipsec_t|ipsec_mgmt_t)[:\\S]* .*",
                    "type=AVC msg=audit(1700000000.123:45): avc:  denied  { read } for  pid=117 comm=\"pppd\" name=\"chap-secrets\" scontext=system_u:system_r:pppd_t:s0 tcontext=x tclass=file permissive=0",
                    (m, s) -> s.told(Sign.SELINUX_DENIED, "domain", m.group("domain"), "text", m.group("what"))),
            line(
                    "module-missing",
                    ".{0,80}(?:modprobe|FATAL): (?:FATAL: )?Module (?<module>\\S+) not found.*",
                    "modprobe: FATAL: Module l2tp_ppp not found in directory /lib/modules/3.10.0",
                    (m, s) -> s.told(Sign.MODULE_MISSING, "module", m.group("module"))),
            line(
                    "banned",
                    ".{0,80}\\[[\\w-]{1,40}\\] Ban (?<address>\\S+)",
                    "fail2ban.actions [812]: NOTICE [ipsec] Ban 203.0.113.45",
                    (m, s) -> s.told(Sign.ADDRESS_BANNED, "address", m.group("address"))
                            .tie(Tie.Kind.PEER, m.group("address"))),
            line(
                    "clock",
                    "(?:System clock wrong by .{0,80}|Time has been changed.*)",
                    "System clock wrong by 12.3 seconds, adjustment started",
                    (m, s) -> s.told(Sign.CLOCK_STEPPED, "text", m.group())),
            line(
                    "link-down",
                    "(?:\\[ *[\\d.]+\\] )?.{0,60}(?<dev>eth\\d+|ens\\d+|enp\\S+): .{0,40}[Ll]ink is [Dd]own.*",
                    "virtio_net virtio0 eth0: Link is Down",
                    (m, s) -> s.told(Sign.INTERFACE_DOWN, "interface", m.group("dev"))),
            noise(
                    "chatter",
                    "(?:Starting|Started|Stopping|Stopped|Reloading|Reloaded|device \\S+ (?:entered|left) promiscuous|\\[ *[\\d.]+\\]|PPP |NET: |l2tp|pppol2tp: |Initializing XFRM|UDP: (?:bad checksum|short packet)|\\S{1,60} holdoff time over|type=).*",
                    "device eth0 entered promiscuous mode")));

    private KernelLines() {}

    /** Reads one message; a line of netfilter's LOG target only when it tells of one of our ports. */
    public static Optional<Hit> read(String message) {
        if (message.contains(" PROTO=")) {
            if (!isOfOurPorts(message)) {
                return Optional.empty();
            }
            Matcher m = LOGGED.matcher(message);
            boolean ours = m.matches()
                    && (m.group("proto").equals("ESP")
                            || "500".equals(m.group("dpt"))
                            || "4500".equals(m.group("dpt"))
                            || "1701".equals(m.group("dpt"))
                            || "1701".equals(m.group("spt")));
            if (ours) {
                boolean in = !m.group("in").isEmpty();
                var saying = new kiriwake.log.Saying();
                saying.told(
                                Sign.FIREWALL_LOGGED,
                                "prefix",
                                m.group("prefix").strip(),
                                "port",
                                m.group("dpt") == null ? "esp" : m.group("dpt"),
                                "action",
                                in ? "in" : "out")
                        .tie(Tie.Kind.PEER, in ? m.group("src") : m.group("dst"));
                return Optional.of(new Hit(LOG_TARGET, saying));
            }
        }
        return CATALOGUE.read(message);
    }

    private static boolean isOfOurPorts(String message) {
        return message.contains(" PROTO=ESP")
                || message.contains(" DPT=500")
                || message.contains(" DPT=4500")
                || message.contains("PT=1701");
    }

    private static final Catalogue.Line LOG_TARGET = line(
            "netfilter-log",
            ".*IN=\\S* OUT=\\S* .*PROTO=.*",
            "FINAL_REJECT: IN=eth0 OUT= MAC=00 SRC=203.0.113.45 DST=198.51.100.20 LEN=97 TOS=0x00 PREC=0x00 TTL=60 ID=0 DF PROTO=UDP SPT=1701 DPT=1701 LEN=77",
            (m, s) -> {});
}
