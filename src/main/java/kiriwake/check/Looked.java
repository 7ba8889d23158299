package kiriwake.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import kiriwake.event.Event;
import kiriwake.event.Evidence;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.source.host.Gap;
import kiriwake.source.host.Loss;

/** One snapshot with the facts that {@code state} draws from it, easy to ask. */
final class Looked {
    private final Map<String, String> files;
    private final List<Gap> gaps;
    private final List<Seen> seen = new ArrayList<>();
    private final List<Loss> losses;

    Looked(Map<String, String> files, List<Gap> gaps, List<Event> events, List<Loss> losses) {
        this.files = Map.copyOf(files);
        this.gaps = List.copyOf(gaps);
        this.losses = List.copyOf(losses);
        for (Event event : events) {
            if (event.fact() instanceof Fact.Told told) {
                seen.add(new Seen(told, event.evidence()));
            }
        }
    }

    /** Something told, and the line that tells it. */
    record Seen(Fact.Told fact, Evidence evidence) {
        String value(String name) {
            return fact.value(name);
        }

        boolean is(String name, String value) {
            return fact.value(name).equals(value);
        }
    }

    List<Loss> losses() {
        return losses;
    }

    Stream<Seen> told(Sign sign) {
        return seen.stream().filter(one -> one.fact().sign() == sign);
    }

    Optional<Seen> first(Sign sign, String name, String value) {
        return told(sign).filter(one -> one.is(name, value)).findFirst();
    }

    /** The snapshot has the file, be it empty. */
    boolean has(String file) {
        return files.containsKey(file);
    }

    String text(String file) {
        return files.getOrDefault(file, "");
    }

    /** Names of the files of the snapshot that begin so, sorted. */
    List<String> named(String prefix) {
        return files.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
    }

    /** Why the snapshot has no such file; empty when it has it, or nobody tried. */
    Optional<String> missing(String file) {
        return has(file)
                ? Optional.empty()
                : gaps.stream()
                        .filter(gap -> gap.what().equals(file))
                        .map(Gap::why)
                        .findFirst();
    }

    // --- settings

    List<Seen> settings(String file) {
        return told(Sign.SETTING).filter(one -> one.is("file", file)).toList();
    }

    /** The last of that name, which is the one in force. */
    Optional<Seen> setting(String file, String key) {
        return settings(file).stream().filter(one -> one.is("key", key)).reduce((first, second) -> second);
    }

    /** The same in a section whose name begins so. */
    Optional<Seen> setting(String file, String section, String key) {
        return settings(file).stream()
                .filter(one -> one.value("section").startsWith(section) && one.is("key", key))
                .reduce((first, second) -> second);
    }

    /** Of any of the files of pppd's options. */
    Optional<Seen> option(String key) {
        return told(Sign.SETTING)
                .filter(one -> one.value("file").startsWith("options") && one.is("key", key))
                .reduce((first, second) -> second);
    }

    boolean hasOptions() {
        return !named("options").isEmpty();
    }

    /** A connection of ipsec.conf with what it takes from {@code also=} and {@code conn %default}. */
    record Connection(String name, Map<String, Seen> settings) {
        Connection {
            settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }

        Optional<Seen> get(String key) {
            return Optional.ofNullable(settings.get(key));
        }

        /** The first of several spellings that is set. */
        Optional<Seen> any(String... keys) {
            return Stream.of(keys).flatMap(key -> get(key).stream()).findFirst();
        }

        String value(String key) {
            return get(key).map(one -> one.value("value")).orElse("");
        }
    }

    /** Those that are meant for L2TP: a port 1701 or transport mode, or all if none says so. */
    List<Connection> connections() {
        var own = new LinkedHashMap<String, Map<String, Seen>>();
        for (Seen one : settings("ipsec.conf")) {
            if (one.value("section").startsWith("conn ")) {
                own.computeIfAbsent(one.value("section").substring(5), name -> new LinkedHashMap<>())
                        .put(one.value("key"), one);
            }
        }
        var all = new ArrayList<Connection>();
        own.forEach((name, settings) -> {
            if (!name.equals("%default")) {
                all.add(new Connection(name, resolved(name, own)));
            }
        });
        List<Connection> forL2tp = all.stream()
                .filter(one -> one.value("leftprotoport").contains("1701")
                        || one.value("leftprotoport").contains("l2")
                        || one.value("rightprotoport").contains("1701")
                        || one.value("type").equals("transport"))
                .toList();
        return forL2tp.isEmpty() ? all : forL2tp;
    }

    private static Map<String, Seen> resolved(String name, Map<String, Map<String, Seen>> own) {
        var settings = new LinkedHashMap<String, Seen>(own.getOrDefault(name, Map.of()));
        Seen also = settings.get("also");
        for (int depth = 0; also != null && depth < 8; depth++) {
            Map<String, Seen> more = own.getOrDefault(also.value("value"), Map.of());
            more.forEach(settings::putIfAbsent);
            also = more.get("also");
        }
        own.getOrDefault("%default", Map.of()).forEach(settings::putIfAbsent);
        return settings;
    }

    // --- software

    /** {@code libreswan}, {@code strongSwan} or empty text. */
    String ike() {
        Optional<String> said =
                told(Sign.SOFTWARE_VERSION).map(one -> one.value("software")).findFirst();
        if (said.isPresent()) {
            return said.get();
        }
        for (Seen process : told(Sign.PROCESS_RUNNING).toList()) {
            if (process.is("process", "pluto")) {
                return "libreswan";
            }
            if (process.is("process", "charon")) {
                return "strongSwan";
            }
        }
        Map<String, String> versions = versions();
        boolean both = versions.containsKey("libreswan") && versions.containsKey("strongSwan");
        return both
                ? ""
                : versions.containsKey("libreswan")
                        ? "libreswan"
                        : versions.containsKey("strongSwan") ? "strongSwan" : byProcess();
    }

    private String byProcess() {
        return told(Sign.PROCESS_MISSING)
                .map(one -> one.value("process"))
                .filter(name -> name.equals("pluto") || name.equals("charon"))
                .map(name -> name.equals("pluto") ? "libreswan" : "strongSwan")
                .findFirst()
                .orElse("");
    }

    /** Name to version, from {@code versions.txt}. */
    Map<String, String> versions() {
        var versions = new TreeMap<String, String>();
        text("versions.txt").lines().forEach(line -> {
            String[] words = line.split(" ", 3);
            if (words.length > 1) {
                versions.put(words[0], words[0].equals("os") ? line.substring(3) : words[1]);
            }
        });
        told(Sign.SOFTWARE_VERSION).forEach(one -> versions.put(one.value("software"), one.value("version")));
        return versions;
    }

    /** Whether the version of a program is at least this; false when it is not known. */
    boolean isAtLeast(String program, int major, int minor) {
        String[] parts = versions().getOrDefault(program, "").split("[^0-9]+", 3);
        if (parts.length < 1 || !parts[0].matches("\\d{1,6}")) {
            return false;
        }
        int first = Integer.parseInt(parts[0]);
        int second = parts.length > 1 && parts[1].matches("\\d{1,6}") ? Integer.parseInt(parts[1]) : 0;
        return first > major || first == major && second >= minor;
    }

    /** The systemd unit of the IKE daemon. */
    String ikeUnit() {
        if (ike().equals("strongSwan")) {
            return told(Sign.UNIT_STATE)
                    .map(one -> one.value("unit"))
                    .filter(unit -> unit.startsWith("strongswan"))
                    .findFirst()
                    .orElse("strongswan");
        }
        return "ipsec";
    }

    /** firewalld runs, so that rules are made with firewall-cmd. */
    boolean firewalld() {
        return setting("firewall-cmd.txt", "state")
                        .map(one -> one.is("value", "running"))
                        .orElse(false)
                || told(Sign.UNIT_STATE).anyMatch(one -> one.is("unit", "firewalld") && one.is("active", "active"));
    }

    /** The lines of {@code files.txt}, by path. */
    Map<String, String> standings() {
        var standings = new LinkedHashMap<String, String>();
        text("files.txt").lines().filter(line -> !line.startsWith("name ")).forEach(line -> {
            int slash = line.indexOf(" /");
            if (slash > 0) {
                standings.put(line.substring(slash + 1), line.substring(0, slash));
            }
        });
        return standings;
    }
}
