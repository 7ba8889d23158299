package kiriwake.pipeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kiriwake.event.Coverage;
import kiriwake.event.Event;
import kiriwake.event.Stamp;
import kiriwake.log.reader.LineReading;
import kiriwake.log.reader.LogReader;
import kiriwake.net.Ip;
import kiriwake.observe.Memory;
import kiriwake.observe.PacketObserver;
import kiriwake.wire.Dissector;
import kiriwake.wire.esp.SecurityAssociations;
import kiriwake.wire.link.Reassembly;

/** One interface or one log while it is being watched. */
final class LiveSource {
    private static final int MOST_FRAGMENTED = 256;
    private static final int MOST_FRAGMENTED_OCTETS = 1 << 20;
    /** The kernel waits 30 s for the rest of a datagram; fragments that come at all come together. */
    private static final long FRAGMENTS_WAIT_SECONDS = 15;

    private final String name;
    private final Supplier<Set<Ip>> serverAddresses;
    private final Consumer<Event> sink;
    private Optional<Packets> packets = Optional.empty();
    private Optional<Lines> lines = Optional.empty();
    private SecurityAssociations keys = SecurityAssociations.none();
    private Optional<Instant> since = Optional.empty();
    private long packetNumber;

    private record Packets(PacketObserver observer, Dissector dissector) {}

    /** The reader, and how it read the last line. */
    private static final class Lines {
        private final LogReader reader;
        private LineReading.Kind last = LineReading.Kind.OTHER;

        private Lines(String name, Consumer<Event> sink) {
            reader = new LogReader(name, reading -> {
                last = reading.kind();
                reading.events().forEach(sink);
            });
        }
    }

    LiveSource(String name, Supplier<Set<Ip>> serverAddresses, Consumer<Event> sink) {
        this.name = name;
        this.serverAddresses = serverAddresses;
        this.sink = sink;
    }

    String name() {
        return name;
    }

    void watching(Source.Kind kind, Instant began) {
        since = Optional.of(began);
        if (kind == Source.Kind.CAPTURE) {
            // an interface on which nothing has passed yet is watched all the same
            packets();
        }
    }

    Optional<Instant> since() {
        return since;
    }

    void use(SecurityAssociations associations) {
        keys = associations;
        packets.ifPresent(both -> both.dissector().use(associations));
    }

    /** From now on packets are looked at with the server's addresses as they are then. */
    void forgetAddresses() {
        if (packets.isPresent()) {
            packets = Optional.empty();
            packets();
        }
    }

    void packet(int linkType, long nanos, int wireLength, byte[] octets, int from, int to) {
        Packets both = packets();
        both.observer().passing(nanos);
        both.dissector().packet(++packetNumber, nanos, linkType, wireLength, octets, from, to);
    }

    /** Datagrams whose fragments did not all come by now are told of. */
    void sweep(Instant now) {
        packets.ifPresent(both -> {
            long before = (now.getEpochSecond() - FRAGMENTS_WAIT_SECONDS) * 1_000_000_000L;
            both.observer().lost(both.dissector().expired(before));
        });
    }

    private Packets packets() {
        if (packets.isEmpty()) {
            var observer = new PacketObserver(name, new HashSet<>(serverAddresses.get()), Memory.LIVE, sink);
            packets = Optional.of(new Packets(
                    observer,
                    new Dissector(
                            keys,
                            observer::packet,
                            observer::plain,
                            new Reassembly(MOST_FRAGMENTED, MOST_FRAGMENTED_OCTETS))));
        }
        return packets.get();
    }

    LineReading.Kind line(byte[] octets, int from, int to) {
        if (lines.isEmpty()) {
            lines = Optional.of(new Lines(name, sink));
        }
        lines.get().reader.line(octets, from, to);
        return lines.get().last;
    }

    /** What it would have shown while it was watching, less what it missed. */
    List<Coverage> coverages(long missed) {
        var all = new ArrayList<Coverage>();
        packets.ifPresent(both -> all.add(both.observer().coverage(missed, false)));
        lines.ifPresent(log -> log.reader.coverages(false).forEach(coverage -> all.add(with(coverage, missed))));
        return all;
    }

    private static Coverage with(Coverage coverage, long missed) {
        return new Coverage(
                coverage.source(),
                coverage.vantage(),
                new Stamp.None(),
                new Stamp.None(),
                coverage.steps(),
                missed,
                false);
    }

    long count(LivePipeline.Counted what) {
        return switch (what) {
            case LINES -> lines.map(log -> log.reader.lines()).orElse(0L);
            case UNREAD_LINES -> lines.map(log -> log.reader.unread()).orElse(0L);
            case NOT_KEPT -> 0;
        };
    }
}
