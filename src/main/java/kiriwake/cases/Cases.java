package kiriwake.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import kiriwake.diagnose.Diagnosis;
import kiriwake.net.Ip;
import kiriwake.pipeline.Pipeline;
import kiriwake.pipeline.Settings;
import kiriwake.pipeline.Source;
import kiriwake.source.folder.Evidence;
import kiriwake.state.HostFacts;
import kiriwake.state.HostState;
import kiriwake.state.ServerClock;

/** Evidence that was handed in, through the whole path. */
public final class Cases {

    private Cases() {}

    /**
     * What the user adds to the evidence; nothing of it has to be known.
     *
     * @param yearReference the middle of the year of logs without one
     * @param keys what {@code ip xfrm state} printed
     */
    public record Given(
            Set<Ip> serverAddresses,
            Optional<Double> zoneSeconds,
            Optional<Instant> yearReference,
            Map<String, String> observed,
            Optional<String> keys,
            LongConsumer progress) {

        public Given {
            serverAddresses = Set.copyOf(serverAddresses);
            observed = Map.copyOf(observed);
        }

        public static Given nothing() {
            return new Given(Set.of(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), octets -> {});
        }
    }

    /** Octets that will be read. */
    public static long length(Evidence evidence) {
        return sources(evidence).stream().mapToLong(Source::length).sum();
    }

    /** @param together all of it is of one case, the client's log too */
    public static Diagnosis diagnose(Evidence evidence, Given given, boolean together) {
        Optional<HostState> before = state(evidence.prefix() + "server/state/before", evidence.before());
        Optional<HostState> after = state(evidence.prefix() + "server/state/after", evidence.after());
        Optional<Instant> stated =
                after.or(() -> before).flatMap(HostState::clock).map(ServerClock::at);
        var settings = new Settings(
                given.serverAddresses(),
                given.zoneSeconds(),
                given.yearReference().or(() -> stated).or(() -> newest(evidence)),
                given.yearReference().isEmpty() && stated.isPresent(),
                given.observed(),
                given.keys(),
                (peer, own) -> HostFacts.of(before, after, peer, own).events(),
                together,
                recorded(evidence),
                given.progress());
        return new Pipeline(sources(evidence), settings).run();
    }

    private static Optional<Settings.Recorded> recorded(Evidence evidence) {
        return evidence.caseFile().flatMap(CaseFile::read).map(file -> {
            var missed = new HashMap<String, Long>();
            file.covered().forEach(covered -> missed.put(evidence.prefix() + covered.source(), covered.missed()));
            return new Settings.Recorded(file.start(), file.end(), missed);
        });
    }

    private static List<Source> sources(Evidence evidence) {
        var sources = new ArrayList<Source>();
        evidence.captures().forEach(piece -> sources.add(source(piece, Source.Kind.CAPTURE)));
        evidence.logs().forEach(piece -> sources.add(source(piece, Source.Kind.LOG)));
        evidence.clients().forEach(piece -> sources.add(source(piece, Source.Kind.CLIENT)));
        return sources;
    }

    private static Source source(Evidence.Piece piece, Source.Kind kind) {
        return new Source(piece.name(), kind, piece::open, piece.length(), piece.ofCase());
    }

    private static Optional<HostState> state(String folder, Map<String, String> files) {
        return files.isEmpty() ? Optional.empty() : Optional.of(HostState.read(folder, files));
    }

    /** When the newest of the logs was written to: near the time it tells of. */
    private static Optional<Instant> newest(Evidence evidence) {
        Optional<Instant> newest = Optional.empty();
        for (Evidence.Piece piece : evidence.logs()) {
            try {
                Instant written = Files.getLastModifiedTime(piece.path()).toInstant();
                if (newest.isEmpty() || written.isAfter(newest.get())) {
                    newest = Optional.of(written);
                }
            } catch (IOException unknown) {
                // a pipe has no such time: the year stays what the others say
            }
        }
        return newest;
    }
}
