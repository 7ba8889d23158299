package kiriwake.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kiriwake.net.Ip;
import kiriwake.trouble.Trouble;

/**
 * All settings, checked. What each means, its unit and its default stand in {@code agent/etc/kiriwake.yaml}.
 */
public record Config(
        Server server,
        Capture capture,
        Logs logs,
        Attempts attempts,
        Clients clients,
        Storage storage,
        Metrics metrics,
        Report report,
        Limits limits) {
    /** Where the service reads them. */
    public static final Path USUAL_PLACE = Path.of("/etc/kiriwake/kiriwake.yaml");

    /** @param addresses that clients dial; empty: those of the interfaces */
    public record Server(List<Ip> addresses) {
        public Server {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * @param interfaces empty: found out
     * @param nflogGroup empty: none
     * @param bufferOctets of the kernel, for each interface
     */
    public record Capture(List<String> interfaces, OptionalInt nflogGroup, int bufferOctets, boolean decrypt) {
        public Capture {
            interfaces = List.copyOf(interfaces);
        }
    }

    public enum Choice {
        /** As the host has it. */
        AUTO,
        ON,
        OFF
    }

    /** @param files empty: found out */
    public record Logs(List<Path> files, Choice journal) {
        public Logs {
            files = List.copyOf(files);
        }
    }

    /**
     * @param settle how long after its last sign of life an ended attempt waits for late lines
     * @param silence after which an attempt in the middle of its handshake counts as ended
     * @param longest after which a handshake is judged even if packets still come
     */
    public record Attempts(Duration settle, Duration silence, Duration longest) {}

    /** @param spool where clients' logs are dropped into */
    public record Clients(Path spool, long largestOctets) {}

    /**
     * @param diskOctets for all that is kept
     * @param keepAtLeast failed attempts younger than this are dropped only when nothing else is left
     */
    public record Storage(Path folder, long diskOctets, Duration keepAtLeast) {}

    /** @param file for node_exporter's textfile collector; empty: none */
    public record Metrics(Optional<Path> file) {}

    /** @param language {@code en} or {@code ja}; empty: that of the locale */
    public record Report(Optional<String> language) {}

    /**
     * @param peers that are followed at the same time
     * @param packetsPerPeer of one attempt that are kept
     */
    public record Limits(int peers, int packetsPerPeer) {}

    /** What an empty file means. */
    public static Config defaults() {
        return Keys.config(Map.of());
    }

    /**
     * Reads a file.
     *
     * @throws Trouble of kind INPUT with all problems, or because it cannot be read
     */
    public static Config load(Path file) {
        Reading reading = read(file.toString(), text(file));
        if (reading.problems().isEmpty()) {
            return reading.config();
        }
        int count = reading.problems().size();
        throw Trouble.input(
                "cannot use the settings in " + file,
                reading.problems().stream()
                        .map(Problem::told)
                        .collect(Collectors.joining(System.lineSeparator() + "       ")),
                "correct " + (count == 1 ? "this place" : "these " + count + " places")
                        + ", then try with: kiriwake agent --check-config");
    }

    /** The same; the defaults when there is no such file. */
    public static Config loadOrDefaults(Path file) {
        return Files.exists(file) ? load(file) : defaults();
    }

    /** @param problems in the order of the file; when there are any, {@code config} holds defaults in their places */
    public record Reading(Config config, List<Problem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /** Reads text that is in memory already. {@code file} is the name that problems carry. */
    public static Reading read(String file, String text) {
        return new YamlReader(file).read(text);
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(YamlReader.MOST_OCTETS + 1);
            return new String(octets, StandardCharsets.UTF_8);
        } catch (NoSuchFileException absent) {
            throw Trouble.input(
                    "there is no " + file, "the settings should be there", "leave --config out to use the defaults");
        } catch (IOException failure) {
            throw Trouble.input(
                    "cannot read " + file,
                    failure instanceof java.nio.file.AccessDeniedException
                            ? "permission denied"
                            : String.valueOf(failure.getMessage()),
                    "check that user kiriwake may read it: chgrp kiriwake " + file + "; chmod 640 " + file);
        }
    }

    /** Keys whose value differs, in the order of the file. */
    public List<String> changed(Config other) {
        return Keys.ALL.stream()
                .filter(key -> !key.value().apply(this).equals(key.value().apply(other)))
                .map(Key::name)
                .toList();
    }

    /** Of the keys that differ, those that a reload cannot bring into force. */
    public List<String> needRestart(Config other) {
        List<String> changed = changed(other);
        return Keys.ALL.stream()
                .filter(key -> key.restart() && changed.contains(key.name()))
                .map(Key::name)
                .toList();
    }

    /** Every key with its value in force, in the order of the file: what {@code --check-config} may show. */
    public Map<String, String> values() {
        var values = new java.util.LinkedHashMap<String, String>();
        Keys.ALL.forEach(
                key -> values.put(key.name(), key.syntax().show(key.value().apply(this))));
        return java.util.Collections.unmodifiableMap(values);
    }

    /** The text of {@code agent/etc/kiriwake.yaml}: every key commented out, with its default, unit and meaning. */
    public static String template() {
        return Keys.template();
    }

    /** Names of all keys, sorted. */
    static List<String> names() {
        return List.copyOf(new TreeMap<>(Keys.BY_NAME).keySet());
    }
}
