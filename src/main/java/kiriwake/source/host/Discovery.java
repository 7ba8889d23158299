package kiriwake.source.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import kiriwake.net.Ip;

/**
 * What this host runs and how it logs, found out rather than configured.
 *
 * @param daemons IKE daemons first, then xl2tpd, then pppd; of those not installed none
 * @param logFiles absolute paths that daemons' lines may be written to, existing or not; never one with secrets
 * @param journal whether and how the journal is kept
 * @param losses what will not be seen because of how the host is set up, in a fixed order
 * @param interfaces those that are up, without loopback, with their addresses without link-local ones
 * @param uplink the interface of the default route
 */
public record Discovery(
        List<Daemon> daemons,
        List<String> logFiles,
        Journal journal,
        List<Loss> losses,
        Map<String, List<Ip>> interfaces,
        Optional<String> uplink) {
    private static final int MOST = 1 << 20;
    private static final Pattern PPP_DEBUG = Pattern.compile("(?m)^(?:[^#\\n]*\\s)?debug(?:\\s|$)");
    private static final Pattern CHARON_SILENT = Pattern.compile(
            "(?m)^\\s*(?:charondebug\\s*=.*\\b(?:ike|net|cfg|knl|chd)\\s+(?:0|-1)\\b|(?:default|ike|cfg|net|enc)\\s*=\\s*(?:-1|0)\\s*$)");

    public Discovery {
        daemons = List.copyOf(daemons);
        logFiles = List.copyOf(logFiles);
        losses = List.copyOf(losses);
        interfaces = java.util.Collections.unmodifiableMap(new TreeMap<>(interfaces));
    }

    public enum Role {
        IKE,
        L2TP,
        PPP
    }

    /**
     * @param name {@code libreswan}, {@code strongSwan}, {@code xl2tpd}, {@code pppd}
     * @param version empty when it does not say
     * @param running now; pppd runs only while a client is connected
     */
    public record Daemon(Role role, String name, String version, boolean running) {}

    public enum Journal {
        /** There is no journal, or no {@code journalctl}. */
        NONE,
        /** In memory: lost at the next start of the host. */
        VOLATILE,
        PERSISTENT
    }

    /**
     * Where the daemons' lines go; found out at once, without a command.
     *
     * @param files as {@link Discovery#logFiles}
     */
    public record Logs(List<String> files, Journal journal) {
        public Logs {
            files = List.copyOf(files);
        }

        public static Logs of(Commands commands, HostFiles host) {
            return new Logs(new LogPlaces(host).files(ConfigFiles.of(host)), Discovery.journal(commands, host));
        }
    }

    /** Looks at this host now; a second at most. */
    public static Discovery of(Commands commands, HostFiles host) {
        var processes = new Processes(host);
        ConfigFiles config = ConfigFiles.of(host);
        var places = new LogPlaces(host);
        List<Daemon> daemons = daemons(new Versions(commands, host), processes);
        List<String> files = places.files(config);
        Journal journal = journal(commands, host);
        var losses = new Losses(host, config, places, journal, files).found(daemons);
        return new Discovery(
                daemons,
                files,
                journal,
                losses,
                OwnAddresses.byInterface(),
                OwnAddresses.uplink(host.open("/proc/net/route", MOST).orEmpty()));
    }

    /** The addresses of all interfaces, sorted. */
    public List<Ip> addresses() {
        return interfaces.values().stream()
                .flatMap(List::stream)
                .sorted()
                .distinct()
                .toList();
    }

    public boolean isRunning(Role role) {
        return daemons.stream().anyMatch(daemon -> daemon.role() == role && daemon.running());
    }

    private static List<Daemon> daemons(Versions versions, Processes processes) {
        Set<String> names = Set.of("pluto", "charon", "charon-systemd", "xl2tpd", "pppd");
        List<String> running =
                processes.named(names).stream().map(Processes.Found::name).toList();
        var found = new ArrayList<Daemon>();
        for (Versions.Installed ike : versions.ike()) {
            boolean runs = ike.name().equals("libreswan")
                    ? running.contains("pluto")
                    : running.contains("charon") || running.contains("charon-systemd");
            found.add(new Daemon(Role.IKE, ike.name(), ike.version(), runs));
        }
        versions.xl2tpd()
                .ifPresent(
                        one -> found.add(new Daemon(Role.L2TP, one.name(), one.version(), running.contains("xl2tpd"))));
        versions.pppd()
                .ifPresent(one -> found.add(new Daemon(Role.PPP, one.name(), one.version(), running.contains("pppd"))));
        return found;
    }

    private static Journal journal(Commands commands, HostFiles host) {
        if (commands.find("journalctl").isEmpty()) {
            return Journal.NONE;
        }
        if (host.exists("/var/log/journal")) {
            return Journal.PERSISTENT;
        }
        return host.exists("/run/log/journal") ? Journal.VOLATILE : Journal.NONE;
    }

    /** Judges what is lost. */
    private record Losses(HostFiles host, ConfigFiles config, LogPlaces places, Journal journal, List<String> files) {

        List<Loss> found(List<Daemon> daemons) {
            var losses = new ArrayList<Loss>();
            pppd(losses, daemons);
            xl2tpd(losses, daemons);
            ike(losses, daemons);
            logs(losses);
            return losses;
        }

        private void pppd(List<Loss> losses, List<Daemon> daemons) {
            if (daemons.stream().noneMatch(daemon -> daemon.role() == Role.PPP)) {
                return;
            }
            boolean debug = PPP_DEBUG.matcher(config.all("options")).find() || xl2tpdSays("ppp debug");
            if (!debug) {
                losses.add(new Loss(
                        "pppd-debug-off",
                        "pppd does not log the packets of LCP, authentication and IPCP; put the word 'debug' into the"
                                + " options file that xl2tpd.conf names (pppoptfile).",
                        "pppd が LCP・認証・IPCP のパケットを記録していません。xl2tpd.conf の pppoptfile が指す"
                                + "オプションファイルに debug と 1 行書いてください。"));
            } else if (journal == Journal.NONE && !places.debugReachesFiles() && !hasOwnLog()) {
                losses.add(new Loss(
                        "pppd-debug-not-kept",
                        "pppd's debug lines have level debug, which reaches no log file here; add 'daemon.debug"
                                + " /var/log/ppp-debug.log' to the configuration of rsyslog.",
                        "pppd のデバッグ行は priority が debug のため、どのログファイルにも残りません。rsyslog の設定に"
                                + " 'daemon.debug /var/log/ppp-debug.log' を追加してください。"));
            }
        }

        private boolean hasOwnLog() {
            return config.all("options").lines().anyMatch(line -> line.strip().startsWith("logfile "));
        }

        private boolean xl2tpdSays(String key) {
            return ConfigFiles.entries(config.texts().getOrDefault("xl2tpd.conf", "")).stream()
                    .anyMatch(entry -> entry.key().equals(key)
                            && entry.value().toLowerCase(java.util.Locale.ROOT).matches("yes|true|1"));
        }

        private void xl2tpd(List<Loss> losses, List<Daemon> daemons) {
            if (daemons.stream().noneMatch(daemon -> daemon.role() == Role.L2TP)) {
                return;
            }
            if (!xl2tpdSays("debug tunnel") && !xl2tpdSays("debug state")) {
                losses.add(new Loss(
                        "xl2tpd-debug-off",
                        "xl2tpd logs only tunnels that came up, not the messages before; put 'debug tunnel = yes' and"
                                + " 'debug state = yes' under [global] of xl2tpd.conf.",
                        "xl2tpd は確立したトンネルしか記録せず、その前のメッセージは残りません。xl2tpd.conf の [global] に"
                                + " 'debug tunnel = yes' と 'debug state = yes' を書いてください。"));
            }
        }

        private void ike(List<Loss> losses, List<Daemon> daemons) {
            boolean strongSwan =
                    daemons.stream().anyMatch(daemon -> daemon.name().equals("strongSwan"));
            String text = config.all("ipsec") + config.all("strongswan").replaceAll("(?m)#.*$", "");
            if (strongSwan && CHARON_SILENT.matcher(text).find()) {
                losses.add(new Loss(
                        "charon-log-level-low",
                        "a log level of charon is set below 1, so refusals may not be logged; leave ike, cfg, net, enc"
                                + " and chd at 1 or above (charondebug, or charon-logging.conf).",
                        "charon のログレベルが 1 未満に設定されており、拒否の理由が記録されないことがあります。ike・cfg・net・"
                                + "enc・chd は 1 以上にしてください（charondebug または charon-logging.conf）。"));
            }
        }

        private void logs(List<Loss> losses) {
            if (journal == Journal.VOLATILE) {
                losses.add(new Loss(
                        "journal-volatile",
                        "the journal is kept in memory and lost when the host starts anew; to keep it: mkdir"
                                + " /var/log/journal && systemctl restart systemd-journald",
                        "ジャーナルがメモリ上にしかなく、再起動で失われます。残すには mkdir /var/log/journal && systemctl"
                                + " restart systemd-journald を実行してください。"));
            }
            if (journal == Journal.NONE && files.stream().noneMatch(host::exists)) {
                losses.add(new Loss(
                        "no-log-found",
                        "no log file and no journal was found, so nothing of what the daemons say can be read; name the"
                                + " files under logs.files in kiriwake.yaml.",
                        "ログファイルもジャーナルも見つからず、デーモンのメッセージを読めません。kiriwake.yaml の logs.files に" + "ファイルを指定してください。"));
            }
            for (String file : files) {
                if (host.exists(file) && host.open(file, 1) instanceof Opened.Refused refused) {
                    losses.add(new Loss(
                            "log-unreadable",
                            file + " cannot be read (" + refused.reason() + "); the service can, with"
                                    + " CAP_DAC_READ_SEARCH, and so can root.",
                            file + " を読めません（" + refused.reason() + "）。root か、CAP_DAC_READ_SEARCH を持つ"
                                    + "サービスからなら読めます。"));
                }
            }
        }
    }
}
