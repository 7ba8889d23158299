package kiriwake.source.host;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import kiriwake.net.Ip;

/**
 * Takes the state of this host (DESIGN.md §4): what its commands print and its configuration files say, without keys and
 * passwords. Files that hold secrets are never opened; their owner and mode are in {@code files.txt}. Every command has
 * a time limit of 5 s, every file at most 1 MiB. One at a time; a command that is missing leaves its file out.
 */
public final class Snapshots {
    private static final int MOST_PEERS = 16;
    private static final int MOST_OTHER_FLOWS = 200;
    private static final Duration FLOWS_LIMIT = Duration.ofSeconds(5);
    private static final int MOST_FLOWS = 8 << 20;
    private static final List<String> TABLES = List.of("raw", "mangle", "nat", "filter", "security");
    private static final List<String> UNITS = List.of(
            "ipsec",
            "strongswan",
            "strongswan-starter",
            "strongswan-swanctl",
            "xl2tpd",
            "firewalld",
            "iptables",
            "nftables",
            "rsyslog",
            "chronyd",
            "chrony",
            "ntpd",
            "systemd-timesyncd",
            "fail2ban");
    private static final Set<String> DAEMONS = Set.of("pluto", "charon", "charon-systemd", "xl2tpd");
    private static final String PROPERTIES = "Id,LoadState,UnitFileState,ActiveState,SubState,Result,MainPID,"
            + "ExecMainCode,ExecMainStatus,ExecMainStartTimestamp,ActiveEnterTimestamp,FragmentPath";

    private final Commands commands;
    private final HostFiles host;

    public Snapshots(Commands commands, HostFiles host) {
        this.commands = commands;
        this.host = host;
    }

    /**
     * What changes while a client connects, well under a second: rules with counters, sockets, associations and
     * policies, counters of the kernel, flows, processes, addresses and routes.
     *
     * @param peers addresses of clients, to whom the routes are asked
     */
    public Snapshot quick(Collection<Ip> peers) {
        return take(peers, false);
    }

    /** All of the quick one, and what is configured, loaded, installed and enabled; a few seconds. */
    public Snapshot full(Collection<Ip> peers) {
        return take(peers, true);
    }

    /**
     * A number that is another one once a configuration file of the daemons has changed, or one of them was started anew:
     * then what only a full snapshot holds is of yesterday. Reads files, starts no command.
     */
    public int configuration() {
        return Objects.hash(
                ConfigFiles.of(host).texts(),
                new Processes(host)
                        .named(DAEMONS).stream().map(Processes.Found::pid).toList());
    }

    private Snapshot take(Collection<Ip> peers, boolean full) {
        OffsetDateTime at = OffsetDateTime.now(java.time.ZoneId.systemDefault());
        long begin = System.nanoTime();
        var into = new Gathering(commands, host);
        into.put("date.txt", at.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME) + "\n");
        into.file("uptime.txt", "/proc/uptime");
        // counters first: they are what the packets of the attempt are compared with
        rules(into, "iptables", "iptables-save-c.txt", "/proc/net/ip_tables_names", "iptable_");
        into.file("xfrm_stat.txt", "/proc/net/xfrm_stat");
        into.command("ip-s-xfrm-state.txt", "ip", "-s", "xfrm", "state");
        into.command("ip-xfrm-policy.txt", "ip", "xfrm", "policy");
        into.file("snmp.txt", "/proc/net/snmp");
        into.file("netstat.txt", "/proc/net/netstat");
        into.command("ss-lunp.txt", "ss", "-lunp");
        flows(into, peers);
        processes(into);
        into.command("ip-addr.txt", "ip", "addr");
        into.command("ip-route.txt", "ip", "route");
        into.command("ip-rule.txt", "ip", "rule");
        routesTo(into, peers);
        var kernel = new Kernel(into);
        kernel.sysctls();
        into.file("pppol2tp.txt", "/proc/net/pppol2tp");
        if (full) {
            rest(into, kernel);
        }
        return new Snapshot(at, Duration.ofNanos(System.nanoTime() - begin), into.files(), into.gaps());
    }

    private void rest(Gathering into, Kernel kernel) {
        into.command("ip-xfrm-state.txt", "ip", "xfrm", "state");
        rules(into, "ip6tables", "ip6tables-save-c.txt", "/proc/net/ip6_tables_names", "ip6table_");
        optional(into, "nft-ruleset.json", "nft", "-j", "list", "ruleset");
        optional(into, "ipset.txt", "ipset", "save");
        firewalld(into);
        kernel.modules();
        kernel.knownModules();
        kernel.enforcing();
        units(into);
        var versions = new Versions(commands, host);
        into.put("versions.txt", versions.text());
        ikeStatus(into, versions);
        var files = ConfigFiles.of(host);
        files.texts().forEach(into::put);
        files.unread().forEach((name, why) -> into.gap(name, Gap.Kind.NO_RIGHT, why));
        standings(into, files, versions);
        optional(into, "timedatectl.txt", "timedatectl");
        optional(into, "chronyc.txt", "chronyc", "-n", "tracking");
        into.command("df.txt", "df", "-Pk", "/", "/var", "/var/log");
    }

    /** A program that many hosts do without: that it is missing is no gap. */
    private static void optional(Gathering into, String name, String program, String... arguments) {
        if (into.commands.find(program).isPresent()) {
            into.command(name, program, arguments);
        }
    }

    // --- firewall

    /**
     * The rules that are in force. Where iptables works on nftables there may be rules of the old kind beside them; a host
     * of which only the one kind could be read has not been looked at, so nothing is kept of it.
     */
    private void rules(Gathering into, String family, String name, String list, String modulePrefix) {
        Ran first = saved(into, family + "-save", list, modulePrefix);
        String legacySave = family + "-legacy-save";
        boolean alone = commands.find(legacySave).isEmpty() || hasRules(first.text()) && !mentionsLegacy(first);
        if (alone) {
            keepRules(into, name, first);
            return;
        }
        Ran legacy = saved(into, legacySave, list, modulePrefix);
        if (!legacy.isGood()) {
            into.gap(name, legacy);
        } else if (!first.isGood() || !hasRules(first.text())) {
            keepRules(into, name, legacy);
        } else {
            keepRules(into, name, first);
            if (hasRules(legacy.text())) {
                into.gap(name, Gap.Kind.FAILED, "there are rules of iptables-legacy too, which are not in it");
            }
        }
    }

    private static boolean hasRules(String text) {
        return text.startsWith("-A ") || text.contains("\n-A ") || text.contains("] -A ");
    }

    private static boolean mentionsLegacy(Ran ran) {
        return ran instanceof Ran.Exited exited
                && (exited.output() + exited.errors()).contains("legacy tables present");
    }

    private static void keepRules(Gathering into, String name, Ran ran) {
        if (ran.isGood()) {
            into.put(name, ran.text());
        } else {
            into.gap(name, ran);
        }
    }

    /**
     * All tables at once where we may read their list (0440 root), else one by one. Asking for a table that is not loaded
     * would load it, and conntrack with it, so then only those are asked for that the kernel has already.
     */
    private Ran saved(Gathering into, String save, String list, String modulePrefix) {
        Ran all = into.run(save, "-c");
        if (all.isGood() || !(host.open(list, 256) instanceof Opened.Refused)) {
            return all;
        }
        var parts = new StringBuilder();
        for (String table : TABLES) {
            if (isThere(modulePrefix + table)) {
                Ran one = into.run(save, "-c", "-t", table);
                if (!one.isGood()) {
                    return one;
                }
                parts.append(one.text());
            }
        }
        return new Ran.Exited(all.command(), 0, parts.toString(), "");
    }

    /** Loaded, or part of the kernel. A kernel that loads no modules cannot be made to load one by asking. */
    private boolean isThere(String module) {
        if (!(host.open("/proc/modules", 1 << 20) instanceof Opened.Text modules)) {
            return true;
        }
        String release = host.open("/proc/sys/kernel/osrelease", 256).orEmpty().strip();
        String builtin = release.isEmpty() || release.contains("/")
                ? ""
                : host.open("/lib/modules/" + release + "/modules.builtin", 1 << 20)
                        .orEmpty();
        return ("\n" + modules.text()).contains("\n" + module + " ") || builtin.contains("/" + module + ".ko");
    }

    private void firewalld(Gathering into) {
        if (commands.find("firewall-cmd").isEmpty()) {
            return;
        }
        Ran state = into.run("firewall-cmd", "--state");
        String said = (state.text() + (state instanceof Ran.Exited exited ? exited.errors() : "")).strip();
        if (!state.isGood()) {
            if (said.contains("not running")) {
                into.put("firewall-cmd.txt", "not running\n");
            } else {
                into.gap("firewall-cmd.txt", state);
            }
            return;
        }
        var text = new StringBuilder("running\n");
        Set<String> zones = new LinkedHashSet<>();
        into.run("firewall-cmd", "--get-active-zones")
                .text()
                .lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .forEach(line -> zones.add(line.strip().split("\\s+", 2)[0]));
        zones.add(into.run("firewall-cmd", "--get-default-zone").text().strip());
        zones.stream()
                .filter(zone -> zone.matches("[\\w-]{1,32}"))
                .limit(6)
                .forEach(zone -> text.append(
                        into.run("firewall-cmd", "--zone=" + zone, "--list-all").text()));
        into.put("firewall-cmd.txt", text.toString());
    }

    // --- traffic

    /** Of a table that may hold a hundred thousand flows, those of the VPN and of the peers, and some of the rest. */
    private void flows(Gathering into, Collection<Ip> peers) {
        Ran listed = commands.run(FLOWS_LIMIT, MOST_FLOWS, "conntrack", "-L");
        String text = listed.text();
        if (!listed.isGood() && !(listed instanceof Ran.Killed)) {
            switch (host.open("/proc/net/nf_conntrack", MOST_FLOWS)) {
                case Opened.Text table -> text = table.text();
                case Opened.Absent absent -> {
                    boolean installed = !(listed instanceof Ran.Missing);
                    if (installed) {
                        into.gap("conntrack.txt", listed);
                    } else {
                        into.gap("conntrack.txt", Gap.Kind.NOT_INSTALLED, "conntrack is not installed or not loaded");
                    }
                    return;
                }
                case Opened.Refused refused -> {
                    into.gap("conntrack.txt", Gap.Kind.NO_RIGHT, refused.reason());
                    return;
                }
                case Opened.Secret never -> throw new IllegalStateException("the flows are no secret");
            }
        } else if (!listed.isGood()) {
            into.gap("conntrack.txt", listed);
        }
        into.put("conntrack.txt", flowsKept(text, peers));
    }

    static String flowsKept(String table, Collection<Ip> peers) {
        var kept = new StringBuilder();
        int others = 0;
        for (String line : table.split("\n", -1)) {
            boolean vpn = line.contains("port=500 ")
                    || line.contains("port=4500 ")
                    || line.contains("port=1701 ")
                    || line.startsWith("unknown  50 ")
                    || line.startsWith("esp ");
            boolean ofPeer = peers.stream().anyMatch(peer -> line.contains("=" + peer + " "));
            if (!line.isBlank() && (vpn || ofPeer || others++ < MOST_OTHER_FLOWS)) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString();
    }

    private static void processes(Gathering into) {
        Ran ran = into.run("ps", "-ww", "-eo", "pid,ppid,stat,etimes,args");
        if (ran.isGood()) {
            into.put("ps.txt", Processes.kept(ran.text()));
        } else {
            into.gap("ps.txt", ran);
        }
    }

    /** {@code ip route get}, also as it would be from the address the client sent to. */
    private static void routesTo(Gathering into, Collection<Ip> peers) {
        if (peers.isEmpty()) {
            return;
        }
        List<Ip> own = OwnAddresses.byInterface().values().stream()
                .flatMap(List::stream)
                .toList();
        var text = new StringBuilder();
        for (Ip peer : peers.stream().sorted().limit(MOST_PEERS).toList()) {
            answer(into, text, "get", peer.toString());
            own.stream()
                    .filter(ip -> ip.isV6() == peer.isV6())
                    .limit(4)
                    .forEach(ip -> answer(into, text, "get", peer.toString(), "from", ip.toString()));
        }
        into.put("ip-route-get.txt", text.toString());
    }

    private static void answer(Gathering into, StringBuilder text, String... question) {
        var arguments = new java.util.ArrayList<>(List.of("route"));
        arguments.addAll(List.of(question));
        Ran ran = into.run("ip", arguments.toArray(String[]::new));
        text.append(ran.text());
        if (ran instanceof Ran.Exited exited && !exited.succeeded()) {
            text.append(exited.errors());
        }
    }

    // --- daemons

    /** What the daemon says when it does not run is a fact too, so its errors are kept. */
    private void ikeStatus(Gathering into, Versions versions) {
        Optional<Ran> asked = Optional.empty();
        var running = new Processes(host).named(Set.of("pluto", "charon", "charon-systemd"));
        for (Versions.Installed installed : versions.ike()) {
            String program = installed.path().substring(installed.path().lastIndexOf('/') + 1);
            boolean pluto = installed.name().equals("libreswan");
            boolean meant = running.isEmpty()
                    || running.stream().anyMatch(one -> one.name().equals("pluto") == pluto);
            if (meant && !program.equals("swanctl")) {
                asked = Optional.of(into.run(program, pluto ? "status" : "statusall"));
                break;
            }
        }
        if (asked.isEmpty()) {
            return;
        }
        Ran ran = asked.get();
        String text = ran.text() + (ran instanceof Ran.Exited exited ? exited.errors() : "");
        String lower = text.toLowerCase(Locale.ROOT);
        boolean forbidden = lower.contains("permission denied") || lower.contains("must be root");
        if (!text.isBlank() && !forbidden) {
            into.put("ipsec-status.txt", text);
        }
        if (!ran.isGood()) {
            into.gap("ipsec-status.txt", ran);
        }
    }

    /** Units that this host does not have are left out. */
    private void units(Gathering into) {
        if (commands.find("systemctl").isEmpty()) {
            into.gap("systemctl.txt", Gap.Kind.NOT_INSTALLED, "systemctl is not installed");
            return;
        }
        var arguments = new java.util.ArrayList<>(List.of("show", "-p", PROPERTIES));
        UNITS.forEach(unit -> arguments.add(unit + ".service"));
        Ran ran = into.run("systemctl", arguments.toArray(String[]::new));
        if (!ran.isGood()) {
            into.gap("systemctl.txt", ran);
            return;
        }
        var text = new StringBuilder();
        for (String block : ran.text().split("\n\n", -1)) {
            if (!block.isBlank() && !block.contains("LoadState=not-found")) {
                text.append(block.strip()).append("\n\n");
            }
        }
        into.put("systemctl.txt", text.toString());
    }

    private void standings(Gathering into, ConfigFiles files, Versions versions) {
        Set<String> paths = new LinkedHashSet<>(files.paths().values());
        paths.addAll(files.secrets());
        paths.addAll(List.of("/dev/ppp", "/run/xl2tpd", "/usr/sbin/pppd", "/usr/sbin/xl2tpd", "/var/log/journal"));
        for (String folder : versions.pluginFolders()) {
            paths.add(folder + "/pppol2tp.so");
        }
        var text = new StringBuilder();
        files.paths().forEach((name, path) -> text.append("name ")
                .append(name)
                .append(' ')
                .append(path)
                .append('\n'));
        paths.forEach(path -> text.append(host.look(path).line()).append('\n'));
        into.put("files.txt", text.toString());
    }
}
