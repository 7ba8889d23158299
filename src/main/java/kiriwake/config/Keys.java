package kiriwake.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import kiriwake.net.Ip;
import kiriwake.text.Wrap;

/** All settings, in the order of the file. */
final class Keys {
    private static final long MIB = 1L << 20;
    private static final int WIDTH = 78;

    static final List<Key> ALL = List.of(
            new Key(
                    "server.addresses",
                    Syntax.addresses(),
                    "auto",
                    false,
                    "IP addresses of this server that clients dial. auto: those of its interfaces.",
                    config -> config.server().addresses()),
            new Key(
                    "capture.interfaces",
                    Syntax.interfaces(),
                    "auto",
                    true,
                    "Interfaces where packets are captured. auto: the one of the default route and those with a public"
                            + " address.",
                    config -> config.capture().interfaces()),
            new Key(
                    "capture.nflog-group",
                    Syntax.numberOrOff(0, 65535),
                    "off",
                    true,
                    "Group of iptables' target NFLOG that passes decrypted L2TP, 0 to 65535, or off.",
                    config -> config.capture().nflogGroup()),
            new Key(
                    "capture.buffer",
                    Syntax.size(MIB, 64 * MIB),
                    "1 MiB",
                    true,
                    "Memory of the kernel for packets that wait for us, for each interface; a quarter more for ESP. 1 MiB to 64 MiB.",
                    config -> (long) config.capture().bufferOctets()),
            new Key(
                    "capture.decrypt",
                    Syntax.onOff(),
                    "on",
                    false,
                    "Look into ESP with the keys the kernel has, for L2TP and PPP control messages only. Keys stay in"
                            + " memory; what users send is never decoded.",
                    config -> config.capture().decrypt()),
            new Key(
                    "logs.files",
                    Syntax.files(),
                    "auto",
                    true,
                    "Log files of the daemons. auto: found in the configuration of rsyslog and of the daemons.",
                    config -> config.logs().files()),
            new Key(
                    "logs.journal",
                    Syntax.choice(),
                    "auto",
                    true,
                    "Read the journal: auto (if this host has one), on or off.",
                    config -> config.logs().journal()),
            new Key(
                    "attempts.settle",
                    Syntax.duration(Duration.ofMillis(200), Duration.ofMinutes(1)),
                    "3 s",
                    false,
                    "How long an attempt that has ended waits for late log lines before it is judged; 200 ms to 1 m.",
                    config -> config.attempts().settle()),
            new Key(
                    "attempts.silence",
                    Syntax.duration(Duration.ofSeconds(5), Duration.ofHours(1)),
                    "40 s",
                    false,
                    "An attempt in the middle of its handshake of which nothing is heard for so long has ended; 5 s to"
                            + " 1 h.",
                    config -> config.attempts().silence()),
            new Key(
                    "attempts.longest",
                    Syntax.duration(Duration.ofSeconds(30), Duration.ofHours(2)),
                    "5 m",
                    false,
                    "A handshake is judged after so long even if packets still come; 30 s to 2 h.",
                    config -> config.attempts().longest()),
            new Key(
                    "clients.spool",
                    Syntax.path(),
                    "/var/lib/kiriwake/spool",
                    true,
                    "Folder where clients' logs are dropped into, by scp or by the upload service.",
                    config -> config.clients().spool()),
            new Key(
                    "clients.largest",
                    Syntax.size(64 << 10, 256 * MIB),
                    "16 MiB",
                    false,
                    "A larger file is refused; 64 KiB to 256 MiB. Of a long log its end is judged.",
                    config -> config.clients().largestOctets()),
            new Key(
                    "storage.folder",
                    Syntax.path(),
                    "/var/lib/kiriwake",
                    true,
                    "Folder for attempts, verdicts and captures. Must be writable for the service.",
                    config -> config.storage().folder()),
            new Key(
                    "storage.disk",
                    Syntax.size(32 * MIB, 1L << 44),
                    "1 GiB",
                    false,
                    "Disk space for everything that is kept; when it is used up, the oldest successful attempts go"
                            + " first. 32 MiB to 16 TiB.",
                    config -> config.storage().diskOctets()),
            new Key(
                    "storage.keep-at-least",
                    Syntax.duration(Duration.ZERO, Duration.ofDays(3650)),
                    "7 d",
                    false,
                    "Failed attempts younger than this are dropped only when nothing else is left; 0 s to 3650 d.",
                    config -> config.storage().keepAtLeast()),
            new Key(
                    "metrics.file",
                    Syntax.pathOrOff(".prom"),
                    "off",
                    false,
                    "File for node_exporter's textfile collector, such as"
                            + " /var/lib/node_exporter/textfile/kiriwake.prom, or off.",
                    config -> config.metrics().file()),
            new Key(
                    "report.language",
                    Syntax.language(),
                    "auto",
                    false,
                    "Language of verdicts and reports: en, ja, or auto (the locale's).",
                    config -> config.report().language()),
            new Key(
                    "limits.peers",
                    Syntax.number(8, 10000),
                    "256",
                    false,
                    "Clients that are followed at the same time; of more, the ones that say least are let go. 8 to"
                            + " 10000.",
                    config -> config.limits().peers()),
            new Key(
                    "limits.packets-per-peer",
                    Syntax.number(50, 100000),
                    "600",
                    false,
                    "Packets of one attempt that are kept; 50 to 100000.",
                    config -> config.limits().packetsPerPeer()));

    static final Map<String, Key> BY_NAME = byName();

    private static final Map<String, String> SECTIONS = sections();

    private Keys() {}

    private static Map<String, Key> byName() {
        var keys = new LinkedHashMap<String, Key>();
        ALL.forEach(key -> keys.put(key.name(), key));
        return java.util.Collections.unmodifiableMap(keys);
    }

    private static Map<String, String> sections() {
        var sections = new LinkedHashMap<String, String>();
        sections.put("server", "This server.");
        sections.put("capture", "Packets.");
        sections.put("logs", "What the daemons log.");
        sections.put("attempts", "When an attempt counts as over.");
        sections.put("clients", "Logs that clients hand in.");
        sections.put("storage", "What is kept, and for how long.");
        sections.put("metrics", "Figures for Prometheus.");
        sections.put("report", "Reports.");
        sections.put("limits", "Bounds on memory.");
        return java.util.Collections.unmodifiableMap(sections);
    }

    static boolean isSection(String name) {
        return SECTIONS.containsKey(name);
    }

    static Iterable<String> sectionNames() {
        return SECTIONS.keySet();
    }

    /** @param read values by key; a key that is not there has its default */
    static Config config(Map<String, Object> read) {
        var values = new Values(read);
        return new Config(
                new Config.Server(values.<List<Ip>>of("server.addresses")),
                new Config.Capture(
                        values.<List<String>>of("capture.interfaces"),
                        values.<OptionalInt>of("capture.nflog-group"),
                        Math.toIntExact(values.<Long>of("capture.buffer")),
                        values.<Boolean>of("capture.decrypt")),
                new Config.Logs(values.<List<Path>>of("logs.files"), values.<Config.Choice>of("logs.journal")),
                new Config.Attempts(
                        values.<Duration>of("attempts.settle"),
                        values.<Duration>of("attempts.silence"),
                        values.<Duration>of("attempts.longest")),
                new Config.Clients(values.<Path>of("clients.spool"), values.<Long>of("clients.largest")),
                new Config.Storage(
                        values.<Path>of("storage.folder"),
                        values.<Long>of("storage.disk"),
                        values.<Duration>of("storage.keep-at-least")),
                new Config.Metrics(values.<Optional<Path>>of("metrics.file")),
                new Config.Report(values.<Optional<String>>of("report.language")),
                new Config.Limits(values.<Integer>of("limits.peers"), values.<Integer>of("limits.packets-per-peer")));
    }

    /** Values, or defaults. A default that is not in its own syntax is our own mistake. */
    private record Values(Map<String, Object> read) {
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        <T> T of(String name) {
            Key key = java.util.Objects.requireNonNull(BY_NAME.get(name));
            Object value = read.get(name);
            if (value == null) {
                return (T) key.syntax().read().apply(List.of(key.written())).orElseThrow();
            }
            return (T) value;
        }
    }

    static String template() {
        var text = new StringBuilder("""
                # Settings of kiriwake. Every key is here with its default, commented out:
                # uncomment what should differ. Times are written as 500 ms, 30 s, 5 m, 2 h
                # or 7 d, sizes as 512 KiB, 64 MiB or 2 GiB.
                #
                # Check:  kiriwake agent --check-config
                # Apply:  systemctl reload kiriwake   (keys marked "restart": systemctl restart)
                """);
        String section = "";
        for (Key key : ALL) {
            if (!key.section().equals(section)) {
                section = key.section();
                text.append("\n# ").append(SECTIONS.get(section)).append('\n');
                text.append(section).append(":\n");
            }
            String meaning = key.meaning() + (key.restart() ? " (restart)" : "");
            Wrap.hanging(meaning, WIDTH, "  # ", "  # ")
                    .forEach(line -> text.append(line).append('\n'));
            text.append("  #")
                    .append(key.shortName())
                    .append(": ")
                    .append(key.written())
                    .append('\n');
        }
        return text.toString();
    }
}
