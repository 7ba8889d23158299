package kiriwake.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kiriwake.clock.WallClock;
import kiriwake.log.envelope.Envelope;
import kiriwake.net.Ip;
import kiriwake.source.folder.Evidence;
import kiriwake.source.pcap.CaptureReader;
import kiriwake.state.HostFacts;
import kiriwake.state.HostState;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/** Gives a recorded case to the live path as it came, tick by tick; the recorded hosts are in UTC. */
final class Replay implements LivePipeline.Listener {
    private static final Duration TICK = Duration.ofMillis(250);
    /** A line is read at most this long after what it tells of. */
    private static final Duration LOG_DELAY = Duration.ofMillis(1100);

    final Map<String, LiveAttempt> last = new LinkedHashMap<>();
    final List<String> told = new ArrayList<>();
    final LivePipeline pipeline;
    private final List<Arrival> arrivals = new ArrayList<>();

    private record Arrival(Instant at, Runnable come) {}

    Replay(Path folder) throws IOException {
        var evidence = new Evidence("");
        try (Stream<Path> parts = Files.list(folder.resolve("server"))) {
            for (Path part : parts.sorted().toList()) {
                if (part.toString().endsWith(".pcap")) {
                    evidence.addCapture(part.getFileName().toString(), part);
                }
            }
        }
        Path state = folder.resolve("server/state");
        if (Files.isDirectory(state)) {
            evidence.addState(state);
        }
        Optional<HostState> before = state("before", evidence.before());
        Optional<HostState> after = state("after", evidence.after());
        Settings.Host host =
                (peer, own) -> HostFacts.of(before, after, peer, own).events();
        Set<Ip> own = Survey.of(
                        List.of(),
                        new Settings(
                                Set.of(),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                Map.of(),
                                Optional.empty(),
                                host,
                                true,
                                Optional.empty(),
                                octets -> {}))
                .serverAddresses();
        pipeline = new LivePipeline(
                LiveSettings.of(ZoneOffset.UTC),
                own,
                (start, end, peer, addresses) -> host.about(peer, addresses),
                this);
        for (Evidence.Piece piece : evidence.captures()) {
            capture(piece);
        }
        Instant near = arrivals.stream()
                .map(Arrival::at)
                .min(Comparator.naturalOrder())
                .orElse(Instant.parse("2026-11-23T00:00:00Z"));
        Path logs = folder.resolve("server/log");
        if (Files.isDirectory(logs)) {
            try (Stream<Path> files = Files.list(logs)) {
                for (Path file : files.sorted().toList()) {
                    lines(file, near);
                }
            }
        }
    }

    private static Optional<HostState> state(String name, Map<String, String> files) {
        return files.isEmpty() ? Optional.empty() : Optional.of(HostState.read("server/state/" + name, files));
    }

    private void capture(Evidence.Piece piece) throws IOException {
        try (InputStream in = piece.open()) {
            CaptureReader.read(in, (number, nanos, linkType, wireLength, octets, from, to) -> {
                byte[] packet = Arrays.copyOfRange(octets, from, to);
                arrivals.add(new Arrival(
                        Instant.ofEpochSecond(0, nanos),
                        () -> pipeline.packet(piece.name(), linkType, nanos, wireLength, packet, 0, packet.length)));
            });
        }
    }

    private void lines(Path file, Instant near) throws IOException {
        WallClock clock = WallClock.utc(Optional.of(near));
        Instant last = near;
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        for (String line : text.lines().toList()) {
            last = clock.moment(Envelope.read(line).stamp()).map(Moment::at).orElse(last);
            byte[] octets = line.getBytes(StandardCharsets.ISO_8859_1);
            arrivals.add(new Arrival(
                    last.plus(LOG_DELAY),
                    () -> pipeline.line(file.getFileName().toString(), octets, 0, octets.length)));
        }
    }

    /** From a minute before the first event until four minutes after the last. */
    void run() {
        arrivals.sort(Comparator.comparing(Arrival::at));
        Instant now = arrivals.getFirst().at().minusSeconds(60);
        pipeline.tick(now);
        pipeline.watching("eth0.pcap", Source.Kind.CAPTURE, now);
        pipeline.watching("messages", Source.Kind.LOG, now);
        pipeline.watching("secure", Source.Kind.LOG, now);
        for (Arrival arrival : arrivals) {
            now = ticking(now, arrival.at());
            arrival.come().run();
        }
        ticking(now, now.plusSeconds(240));
    }

    private Instant ticking(Instant from, Instant to) {
        Instant now = from;
        while (now.plus(TICK).isBefore(to)) {
            now = now.plus(TICK);
            pipeline.tick(now);
        }
        return now;
    }

    @Override
    public void happened(Timed timed) {
        // what came of it is looked at
    }

    @Override
    public void judged(LiveAttempt attempt) {
        last.put(attempt.id(), attempt);
        told.add("judged " + attempt.id() + " " + attempt.revision());
    }

    @Override
    public void withdrawn(String id) {
        last.remove(id);
        told.add("withdrawn " + id);
    }

    @Override
    public void closed(String id) {
        told.add("closed " + id);
    }
}
