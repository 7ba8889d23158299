package kiriwake.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import kiriwake.event.Event;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.net.Ip;

/** The recorded cases' snapshots, and questions to facts. */
final class Snapshots {
    static final Path CASES = Path.of("src/test/resources/cases");

    private Snapshots() {}

    static List<Path> cases() {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("server/state")))
                    .sorted()
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Map<String, String> files(Path folder) {
        var files = new TreeMap<String, String>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(String.valueOf(file.getFileName()), Files.readString(file));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return files;
    }

    static HostState state(Path recorded, String when) {
        return HostState.read("server/state/" + when, files(recorded.resolve("server/state/" + when)));
    }

    /** Facts of a recorded case about its one client. */
    static HostFacts facts(String name) {
        Path folder = CASES.resolve(name);
        return HostFacts.of(
                Optional.of(state(folder, "before")),
                Optional.of(state(folder, "after")),
                Ip.read(peer(folder)),
                List.of(ip("198.51.100.20")));
    }

    private static String peer(Path folder) {
        try {
            String truth = Files.readString(folder.resolve("truth.json"));
            int start = truth.indexOf('"', truth.indexOf("\"peer\"") + 6) + 1;
            return truth.substring(start, truth.indexOf('"', start));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Ip ip(String text) {
        return Ip.read(text).orElseThrow();
    }

    static List<Fact.Told> told(HostFacts facts, Sign sign) {
        return facts.events().stream()
                .map(Event::fact)
                .map(Fact.Told.class::cast)
                .filter(told -> told.sign() == sign)
                .toList();
    }

    static Optional<Fact.Told> walk(HostFacts facts, String packet) {
        return told(facts, Sign.FIREWALL_WALK).stream()
                .filter(told -> told.value("packet").equals(packet))
                .findFirst();
    }
}
