package kiriwake.pipeline;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import kiriwake.event.Event;
import kiriwake.log.reader.LogReader;
import kiriwake.net.Ip;
import kiriwake.observe.Memory;
import kiriwake.observe.PacketObserver;
import kiriwake.source.pcap.CaptureReader;
import kiriwake.wire.Dissector;
import kiriwake.wire.esp.SecurityAssociations;

/** Reads one source whole and hands its events on. */
final class SourceReader {
    private final Source source;
    private final Set<Ip> serverAddresses;
    private final Settings settings;

    SourceReader(Source source, Set<Ip> serverAddresses, Settings settings) {
        this.source = source;
        this.serverAddresses = Set.copyOf(serverAddresses);
        this.settings = settings;
    }

    Reading read(Consumer<Event> sink) {
        try (InputStream in = new Counting(source.opener().open(), settings.progress())) {
            return source.kind() == Source.Kind.CAPTURE ? capture(in, sink) : log(in, sink);
        } catch (IOException failure) {
            String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            return new Reading(source.name(), "", 0, 0, 0, 0, 0, List.of(), Optional.of(why));
        }
    }

    private Reading capture(InputStream in, Consumer<Event> sink) throws IOException {
        var observer = new PacketObserver(source.name(), new HashSet<>(serverAddresses), Memory.FILES, sink);
        SecurityAssociations keys =
                settings.keys().map(SecurityAssociations::read).orElse(SecurityAssociations.none());
        var dissector = new Dissector(keys, observer::packet, observer::plain);
        Optional<Settings.Recorded> recorded = source.wholeCase() ? settings.recorded() : Optional.empty();
        recorded.ifPresent(span -> observer.passing(nanos(span.from())));
        CaptureReader.Result result =
                CaptureReader.read(in, (number, nanos, linkType, wireLength, octets, from, to) -> {
                    observer.passing(nanos);
                    dissector.packet(number, nanos, linkType, wireLength, octets, from, to);
                });
        observer.lost(dissector.lost());
        recorded.ifPresent(span -> observer.passing(nanos(span.to())));
        long missed = result.dropped()
                + recorded.map(span -> span.missed().getOrDefault(source.name(), 0L))
                        .orElse(0L);
        boolean empty = result.trouble().isPresent() && result.packets() == 0;
        return new Reading(
                source.name(),
                "capture",
                result.packets(),
                observer.read(),
                result.packets() - observer.read(),
                0,
                missed,
                empty && !source.wholeCase() ? List.of() : List.of(observer.coverage(missed, source.wholeCase())),
                result.trouble());
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }

    private Reading log(InputStream in, Consumer<Event> sink) throws IOException {
        var reader = new LogReader(source.name(), line -> line.events().forEach(sink));
        reader.read(in);
        String dialect =
                String.join("+", reader.dialects().keySet().stream().sorted().toList());
        Optional<String> trouble = reader.lines() == 0
                ? Optional.of("the file is empty")
                : dialect.isEmpty()
                        ? Optional.of("no line in it is of a program that kiriwake reads")
                        : Optional.empty();
        return new Reading(
                source.name(),
                dialect,
                reader.lines(),
                reader.facts(),
                reader.noise() + reader.others(),
                reader.unread(),
                reader.tooLong(),
                reader.coverages(source.wholeCase()),
                trouble);
    }

    /** The first events of a source, for the survey; a source that cannot be read gives none. */
    static List<Event> sample(Source source, Set<Ip> serverAddresses, Settings settings, int most) {
        var events = new ArrayList<Event>();
        var enough = new Enough();
        var quiet = new Settings(
                settings.serverAddresses(),
                settings.zoneSeconds(),
                settings.reference(),
                settings.referenceIsServerUtc(),
                Map.of(),
                Optional.empty(),
                settings.host(),
                settings.together(),
                settings.recorded(),
                octets -> {});
        try {
            new SourceReader(source, serverAddresses, quiet).read(event -> {
                events.add(event);
                if (events.size() >= most) {
                    throw enough;
                }
            });
        } catch (Enough sampled) {
            // the sample is full: that is what it is for
            return events;
        }
        return events;
    }

    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Tells how much was read. */
    private static final class Counting extends FilterInputStream {
        private final LongConsumer progress;

        private Counting(InputStream in, LongConsumer progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read(byte[] octets, int from, int length) throws IOException {
            int got = super.read(octets, from, length);
            if (got > 0) {
                progress.accept(got);
            }
            return got;
        }

        @Override
        public int read() throws IOException {
            int got = super.read();
            if (got >= 0) {
                progress.accept(1);
            }
            return got;
        }
    }
}
