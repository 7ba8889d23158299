package kiriwake.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kiriwake.source.capture.Packet;
import kiriwake.source.pcap.CaptureReader;
import kiriwake.source.pcap.CaptureWriter;
import kiriwake.source.pcap.PacketSink;

/**
 * The packets of the last while, in files that are written round and round: what an attempt left on the wire is cut out of
 * them when it is over. Survives a {@code kill -9} up to what was not flushed. One thread writes; {@link #read} may be
 * called by another, which sees what was flushed.
 */
final class PacketRing implements AutoCloseable {
    private static final int SNAP_LENGTH = 1 << 16;
    private static final int SEGMENTS = 8;
    /** After a file could not be begun. */
    private static final long BEGIN_PAUSE = Duration.ofSeconds(1).toNanos();

    private final Path folder;
    private final long mostOctets;
    private final Map<String, CaptureWriter> open = new LinkedHashMap<>();
    /** By interface, of files that are not written any more, and of those that could not be begun. */
    private final Map<String, Long> lost = new HashMap<>();
    /** By key, of files that are being written. */
    private final Map<String, Long> told = new HashMap<>();

    private Optional<String> trouble = Optional.empty();
    private long number;
    private long beginAgainAt = System.nanoTime();

    /** One interface and link type: packets of another kind cannot stand in the same file. */
    private record Segment(Path file, String interfaceName, int linkType, long number) {
        /** {@code 000123.1.eth0.pcap}; empty list for a file that is none of ours. */
        static List<Segment> of(Path file) {
            String[] parts = file.getFileName().toString().split("\\.", 3);
            boolean ours = parts.length == 3
                    && parts[0].matches("\\d{6,18}")
                    && parts[1].matches("\\d{1,5}")
                    && parts[2].endsWith(".pcap");
            return ours
                    ? List.of(new Segment(
                            file,
                            parts[2].substring(0, parts[2].length() - ".pcap".length()),
                            Integer.parseInt(parts[1]),
                            Long.parseLong(parts[0])))
                    : List.of();
        }
    }

    /** @param mostOctets of all files together */
    PacketRing(Path folder, long mostOctets) throws IOException {
        this.folder = folder;
        this.mostOctets = mostOctets;
        Files.createDirectories(folder);
        number = segments().stream().mapToLong(Segment::number).max().orElse(0);
    }

    /** What cannot be written is counted; the next one is tried again. */
    void write(Packet packet) {
        String key = packet.linkType() + "." + safe(packet.interfaceName());
        byte[] octets = packet.octets().toArray();
        try {
            CaptureWriter writer = writer(key, packet.linkType());
            if (!writer.write(packet.nanos(), packet.wireLength(), octets, 0, octets.length)) {
                finish(key);
                makeRoom();
                writer(key, packet.linkType()).write(packet.nanos(), packet.wireLength(), octets, 0, octets.length);
            }
        } catch (IOException failure) {
            trouble = Optional.of("packets cannot be kept in " + folder + ": " + failure.getMessage());
            count(key, 1);
        }
    }

    private void count(String key, long packets) {
        if (packets > 0) {
            lost.merge(key.substring(key.indexOf('.') + 1), packets, Long::sum);
        }
    }

    private void finish(String key) {
        CaptureWriter writer = open.remove(key);
        if (writer == null) {
            return;
        }
        try {
            writer.close();
        } catch (IOException failure) {
            trouble = Optional.of("packets cannot be kept in " + folder + ": " + failure.getMessage());
        }
        count(key, writer.lost() - told.getOrDefault(key, 0L));
        told.remove(key);
    }

    /** A name of an interface may hold nearly everything but a slash. */
    static String safe(String interfaceName) {
        return interfaceName.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    private CaptureWriter writer(String key, int linkType) throws IOException {
        CaptureWriter writer = open.get(key);
        if (writer == null) {
            if (System.nanoTime() - beginAgainAt < 0) {
                throw new IOException("no file could be begun a moment ago");
            }
            Path file = folder.resolve(String.format(java.util.Locale.ROOT, "%06d.%s.pcap", ++number, key));
            try {
                writer = CaptureWriter.create(file, linkType, SNAP_LENGTH, mostOctets / SEGMENTS);
            } catch (IOException failure) {
                beginAgainAt = System.nanoTime() + BEGIN_PAUSE;
                Files.deleteIfExists(file);
                throw failure;
            }
            open.put(key, writer);
        }
        return writer;
    }

    /** Empty when what came last could be written; else why not, for an operator. */
    Optional<String> flush() {
        for (CaptureWriter writer : open.values()) {
            boolean any = writer.hasUnflushed();
            try {
                writer.flush();
                trouble = any ? Optional.empty() : trouble;
            } catch (IOException failure) {
                trouble = Optional.of("packets cannot be kept in " + folder + ": " + failure.getMessage());
            }
        }
        return trouble;
    }

    /** Packets that are in no file because they could not be written, by interface, since this was asked last. */
    Map<String, Long> lost() {
        open.forEach((key, writer) -> {
            count(key, writer.lost() - told.getOrDefault(key, 0L));
            told.put(key, writer.lost());
        });
        var all = Map.copyOf(lost);
        lost.clear();
        return all;
    }

    private void makeRoom() throws IOException {
        List<Segment> all = segments();
        long octets = 0;
        for (Segment segment : all) {
            octets += Files.size(segment.file());
        }
        for (Segment oldest : all) {
            if (octets <= mostOctets - mostOctets / SEGMENTS) {
                return;
            }
            octets -= Files.size(oldest.file());
            Files.deleteIfExists(oldest.file());
        }
    }

    /** In the order they were begun. */
    private List<Segment> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> Segment.of(file).stream())
                    .sorted(java.util.Comparator.comparingLong(Segment::number))
                    .toList();
        }
    }

    /** Takes the packets of one interface. */
    @FunctionalInterface
    interface Taking {
        /** @return where its packets go */
        PacketSink of(String interfaceName, int linkType) throws IOException;
    }

    /** The packets from {@code from} to {@code to}, interface by interface in the order of their capture. */
    void read(Instant from, Instant to, Taking taking) throws IOException {
        long first = nanos(from);
        long last = nanos(to);
        for (Segment segment : new ArrayList<>(segments())) {
            if (Files.getLastModifiedTime(segment.file()).toInstant().isBefore(from.minusSeconds(5))) {
                continue;
            }
            PacketSink sink = taking.of(segment.interfaceName(), segment.linkType());
            try (InputStream in = Files.newInputStream(segment.file())) {
                CaptureReader.read(in, (at, nanos, linkType, wireLength, octets, start, end) -> {
                    if (nanos >= first && nanos <= last) {
                        sink.packet(at, nanos, linkType, wireLength, octets, start, end);
                    }
                });
            }
        }
    }

    static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano();
    }

    @Override
    public void close() {
        List.copyOf(open.keySet()).forEach(this::finish);
    }
}
