package kiriwake.agent;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kiriwake.cases.CaseFile;
import kiriwake.net.Ip;
import kiriwake.source.pcap.CaptureWriter;
import kiriwake.store.StoredLine;
import kiriwake.store.StoredLines;
import kiriwake.wire.link.Layers;

/** What case folders are cut out of: the ring of packets, the lines that were kept, and what was missed of both. */
final class CaseMaterial {
    /** Packets of others in the same span, for seeing who shares an address or a fault. */
    private static final int MOST_PACKETS_OF_OTHERS = 600;

    private static final long MOST_CAPTURE_OCTETS = 16L << 20;
    /** A busy server logs some hundred while a client dials; whoever judges has to hold what they tell. */
    private static final int MOST_LINES = 6_000;

    private static final String TOO_MANY = "more than is kept of one attempt";
    private static final int SNAP_LENGTH = 1 << 16;

    private final PacketRing ring;
    private final StoredLines lines;
    private final int mostPackets;
    private final List<Missed> missed = new ArrayList<>();

    /** @param source interface or log */
    private record Missed(String source, Instant from, Instant to, long count, String why) {}

    /** @param mostPackets of the attempt's own peer */
    CaseMaterial(PacketRing ring, StoredLines lines, int mostPackets) {
        this.ring = ring;
        this.lines = lines;
        this.mostPackets = mostPackets;
    }

    synchronized void missed(String source, Instant from, Instant to, long count, String why) {
        missed.add(new Missed(source, from, to, count, why));
        if (missed.size() > 256) {
            missed.removeFirst();
        }
    }

    String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "";
        }
    }

    static Optional<CaseFile> caseFile(Path folder) {
        try {
            return CaseFile.read(Files.readString(folder.resolve("case.json")));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** A folder that is being filled. */
    static final class Sheet {
        private final Path folder;
        private final Map<String, CaptureWriter> captures = new LinkedHashMap<>();
        private final Map<String, OutputStream> logs = new LinkedHashMap<>();
        /** By file below the folder: what there was no room for. */
        private final Map<String, Long> left = new LinkedHashMap<>();

        private int others;
        private int own;

        Sheet(Path folder) {
            this.folder = folder;
        }

        /** Everything that an earlier version of the case holds, but the state after, which has gone on. */
        void keep(Path earlier) throws IOException {
            try (Stream<Path> files = Files.walk(earlier, 6)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = earlier.relativize(file).toString();
                    if (name.startsWith("server/state/after") || name.equals("case.json")) {
                        continue;
                    }
                    Path place = file(name);
                    if (name.endsWith(".pcap")) {
                        copyCapture(file, place);
                    } else {
                        Files.copy(file, place);
                    }
                }
            }
        }

        /** Record by record, so that more can be added to it. */
        private void copyCapture(Path file, Path place) throws IOException {
            try (var in = Files.newInputStream(file)) {
                kiriwake.source.pcap.CaptureReader.read(
                        in, (number, nanos, linkType, wireLength, octets, start, end) -> {
                            try {
                                capture(place, linkType).write(nanos, wireLength, octets, start, end);
                            } catch (IOException failure) {
                                throw new java.io.UncheckedIOException(failure);
                            }
                        });
            } catch (java.io.UncheckedIOException failure) {
                throw failure.getCause();
            }
        }

        private Path file(String name) throws IOException {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return file;
        }

        private CaptureWriter capture(Path file, int linkType) throws IOException {
            CaptureWriter writer = captures.get(file.toString());
            if (writer == null) {
                writer = CaptureWriter.create(file, linkType, SNAP_LENGTH, MOST_CAPTURE_OCTETS);
                captures.put(file.toString(), writer);
            }
            return writer;
        }

        private OutputStream log(String name) throws IOException {
            OutputStream out = logs.get(name);
            if (out == null) {
                out = new BufferedOutputStream(Files.newOutputStream(
                        file("server/log/" + name), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
                logs.put(name, out);
            }
            return out;
        }

        void state(String when, Map<String, String> files) throws IOException {
            for (Map.Entry<String, String> one : files.entrySet()) {
                Files.writeString(file("server/state/" + when + "/" + one.getKey()), one.getValue());
            }
        }

        void finish(CaseFile about) throws IOException {
            for (CaptureWriter writer : captures.values()) {
                writer.close();
            }
            for (OutputStream log : logs.values()) {
                log.close();
            }
            Files.writeString(file("case.json"), about.text());
        }
    }

    /** The packets and lines of a span. */
    void write(Sheet sheet, Instant from, Instant to, Optional<Ip> peer) throws IOException {
        var layers = new Layers();
        ring.read(from, to, (interfaceName, linkType) -> {
            String name = "server/" + interfaceName + (linkType == 1 ? "" : "-" + linkType) + ".pcap";
            CaptureWriter writer = sheet.capture(sheet.file(name), linkType);
            return (number, nanos, type, wireLength, octets, start, end) -> {
                layers.peel(type, octets, start, end, wireLength);
                boolean own = !layers.isIp()
                        || peer.isEmpty()
                        || layers.source().equals(peer.get())
                        || layers.destination().equals(peer.get())
                        || layers.protocol() == Layers.ICMP
                        || layers.protocol() == Layers.ICMPV6;
                if (own ? sheet.own++ < mostPackets : sheet.others++ < MOST_PACKETS_OF_OTHERS) {
                    try {
                        writer.write(nanos, wireLength, octets, start, end);
                    } catch (IOException failure) {
                        throw new java.io.UncheckedIOException(failure);
                    }
                } else if (own) {
                    sheet.left.merge(name, 1L, Long::sum);
                }
            };
        });
        var count = new int[1];
        try {
            lines.since(from, line -> {
                if (line.at().isAfter(to)) {
                    return;
                }
                if (count[0]++ < MOST_LINES) {
                    write(sheet, line);
                } else {
                    sheet.left.merge("server/log/" + logName(line.source()), 1L, Long::sum);
                }
            });
        } catch (java.io.UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static void write(Sheet sheet, StoredLine line) {
        try {
            OutputStream out = sheet.log(logName(line.source()));
            out.write(line.octets().toArray());
            out.write('\n');
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    /** {@code /var/log/secure} is {@code secure}; the journal's lines are JSON. */
    static String logName(String source) {
        String name = source.substring(source.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        return name.equals("journal") ? "journal.json" : name;
    }

    /** What each file of the sheet covers, and what it is known to lack. */
    synchronized List<CaseFile.Covered> covered(Sheet sheet, Instant from, Instant to) {
        var covered = new ArrayList<CaseFile.Covered>();
        for (String file : sheet.captures.keySet()) {
            String name = sheet.folder.relativize(Path.of(file)).toString();
            String base = name.substring("server/".length());
            covered.add(covered(sheet, name, from, to, gap -> base.startsWith(PacketRing.safe(gap.source()))));
        }
        for (String name : sheet.logs.keySet()) {
            covered.add(covered(sheet, "server/log/" + name, from, to, gap -> logName(gap.source())
                    .equals(name)));
        }
        return covered;
    }

    private CaseFile.Covered covered(
            Sheet sheet, String name, Instant from, Instant to, java.util.function.Predicate<Missed> concerns) {
        long count = sheet.left.getOrDefault(name, 0L);
        String why = count > 0 ? TOO_MANY : "";
        for (Missed gap : missed) {
            if (concerns.test(gap) && !gap.to().isBefore(from) && !gap.from().isAfter(to)) {
                count += Math.max(1, gap.count());
                why = gap.why();
            }
        }
        return new CaseFile.Covered(name, from, to, count, why);
    }
}
