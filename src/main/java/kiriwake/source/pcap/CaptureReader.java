package kiriwake.source.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads one capture from a stream: pcap of either byte order with micro- or nanoseconds, pcapng with any number of sections
 * and interfaces, and either of them in gzip. Records larger than {@link #MOST_OCTETS} end the reading: nothing that
 * large is captured, so the file is broken there.
 */
public final class CaptureReader {
    static final int MOST_OCTETS = 16 << 20;
    private static final int BUFFER = 1 << 18;

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER];
    private int at;
    private int filled;
    private long consumed;
    private boolean little;
    private long number;
    private boolean recognised;
    private long lostOfEndedSections;
    private final List<Interface> interfaces = new ArrayList<>();

    /** One interface of a section; {@code lost} is what its last statistics say, which count from its start. */
    private static final class Interface {
        private final int linkType;
        private final long offsetSeconds;
        private final int snapLength;
        private final Ticks ticks;
        private long lost;

        private Interface(int linkType, Ticks ticks, long offsetSeconds, int snapLength) {
            this.linkType = linkType;
            this.ticks = ticks;
            this.offsetSeconds = offsetSeconds;
            this.snapLength = snapLength;
        }

        /** An interface that the file does not describe: its packets are counted, not read. */
        private static Interface unknown() {
            return new Interface(-1, Ticks.MICROSECONDS, 0, 0);
        }
    }

    /**
     * How the reading ended.
     *
     * @param packets records given to the sink
     * @param dropped packets that the capturing program says it lost
     * @param trouble where and how the file is broken; empty when it ended as it should
     * @param recognised it begins as a capture does
     */
    public record Result(long packets, long dropped, Optional<String> trouble, boolean recognised) {}

    private CaptureReader(InputStream in) {
        this.in = in;
    }

    /** Reads to the end; does not close the stream. */
    public static Result read(InputStream stream, PacketSink sink) throws IOException {
        var first = new PushbackInputStream(stream, 2);
        byte[] head = first.readNBytes(2);
        first.unread(head);
        boolean gzip = head.length == 2 && (head[0] & 255) == 0x1F && (head[1] & 255) == 0x8B;
        var reader = new CaptureReader(gzip ? new GZIPInputStream(first, BUFFER) : first);
        Optional<String> trouble;
        try {
            trouble = reader.all(sink);
        } catch (java.util.zip.ZipException | java.io.EOFException broken) {
            trouble = Optional.of("the gzip stream is broken: " + broken.getMessage());
        }
        return new Result(reader.number, reader.lost(), trouble, reader.recognised);
    }

    private long lost() {
        long lost = lostOfEndedSections;
        for (Interface one : interfaces) {
            lost += one.lost;
        }
        return lost;
    }

    private Optional<String> all(PacketSink sink) throws IOException {
        if (!need(4)) {
            return filled == at ? Optional.of("the file is empty") : Optional.of("it is too short for a capture");
        }
        int magic = (int) big32(at);
        recognised = true;
        return switch (magic) {
            case 0xA1B2C3D4, 0xA1B23C4D -> {
                little = false;
                yield classic(magic == 0xA1B23C4D, sink);
            }
            case 0xD4C3B2A1, 0x4D3CB2A1 -> {
                little = true;
                yield classic(magic == 0x4D3CB2A1, sink);
            }
            case 0x0A0D0D0A -> pcapng(sink);
            default -> {
                recognised = false;
                yield Optional.of("it begins neither as pcap nor as pcapng");
            }
        };
    }

    // --- pcap

    private Optional<String> classic(boolean nanoseconds, PacketSink sink) throws IOException {
        if (!need(24)) {
            return truncated("in the file header");
        }
        int linkType = (int) u32(at + 20) & 0x03FF_FFFF;
        take(24);
        while (need(1)) {
            if (!need(16)) {
                return truncated("in a record header");
            }
            long seconds = u32(at);
            long fraction = u32(at + 4);
            long captured = u32(at + 8);
            long wire = u32(at + 12);
            if (captured > MOST_OCTETS) {
                return Optional.of("record " + (number + 1) + " at octet " + consumed + " claims " + captured
                        + " octets; the rest is not read");
            }
            if (!need(16 + (int) captured)) {
                return truncated("in record " + (number + 1));
            }
            long nanos = seconds * 1_000_000_000 + (nanoseconds ? fraction : fraction * 1000);
            sink.packet(++number, nanos, linkType, length(wire), buffer, at + 16, at + 16 + (int) captured);
            take(16 + (int) captured);
        }
        return Optional.empty();
    }

    private static int length(long wire) {
        return (int) Math.min(wire, Integer.MAX_VALUE);
    }

    private Optional<String> truncated(String where) {
        return Optional.of("the file ends " + where + ", at octet " + (consumed + filled - at));
    }

    // --- pcapng (draft-ietf-opsawg-pcapng)

    private Optional<String> pcapng(PacketSink sink) throws IOException {
        while (need(1)) {
            if (!need(12)) {
                return truncated("in a block header");
            }
            int rawType = (int) big32(at);
            if (rawType == 0x0A0D0D0A) {
                int order = (int) big32(at + 8);
                if (order != 0x4D3C2B1A && order != 0x1A2B3C4D) {
                    return Optional.of("the section at octet " + consumed + " has no byte order; the rest is not read");
                }
                little = order == 0x4D3C2B1A;
                lostOfEndedSections = lost();
                interfaces.clear();
            }
            long type = u32(at);
            long length = u32(at + 4);
            if (length < 12 || length > MOST_OCTETS || length % 4 != 0) {
                return Optional.of(
                        "a block at octet " + consumed + " claims " + length + " octets; the rest is not read");
            }
            if (!need((int) length)) {
                return truncated("in a block");
            }
            block((int) type, at + 8, at + (int) length - 4, sink);
            take((int) length);
        }
        return Optional.empty();
    }

    private void block(int type, int from, int to, PacketSink sink) {
        switch (type) {
            case 1 -> interfaceDescription(from, to);
            case 2 -> {
                if (to - from >= 20) {
                    packet(u16(from), from + 4, from + 20, to, sink);
                }
            }
            case 3 -> {
                if (to - from >= 4) {
                    simple(from, to, sink);
                }
            }
            case 5 -> statistics(from, to);
            case 6 -> {
                if (to - from >= 20) {
                    packet((int) Math.min(u32(from), Integer.MAX_VALUE), from + 4, from + 20, to, sink);
                }
            }
            default -> {
                // sections, names, secrets, comments: nothing of a packet
            }
        }
    }

    private void interfaceDescription(int from, int to) {
        if (to - from < 8) {
            interfaces.add(Interface.unknown());
            return;
        }
        Ticks ticks = Ticks.MICROSECONDS;
        long offset = 0;
        for (int option = from + 8; option + 4 <= to; ) {
            int code = u16(option);
            int length = u16(option + 2);
            if (code == 0 || option + 4 + length > to) {
                break;
            }
            if (code == 9 && length >= 1) {
                ticks = Ticks.of(buffer[option + 4] & 255);
            } else if (code == 14 && length >= 8) {
                offset = u64(option + 4);
            }
            option += 4 + (length + 3 & ~3);
        }
        int snapLength = (int) Math.min(u32(from + 4), Integer.MAX_VALUE);
        interfaces.add(new Interface(u16(from), ticks, offset, snapLength));
    }

    private void packet(int interfaceNumber, int stamp, int from, int to, PacketSink sink) {
        Interface on = interfaceNumber < interfaces.size() ? interfaces.get(interfaceNumber) : Interface.unknown();
        long captured = Math.min(u32(stamp + 8), to - from);
        long wire = u32(stamp + 12);
        long ticks = u32(stamp) << 32 | u32(stamp + 4);
        sink.packet(
                ++number,
                on.ticks.nanos(ticks) + on.offsetSeconds * 1_000_000_000,
                on.linkType,
                length(wire),
                buffer,
                from,
                from + (int) Math.max(captured, 0));
    }

    private void simple(int from, int to, PacketSink sink) {
        Interface on = interfaces.isEmpty() ? Interface.unknown() : interfaces.getFirst();
        long wire = u32(from);
        long captured = Math.min(wire, to - from - 4);
        if (on.snapLength > 0) {
            captured = Math.min(captured, on.snapLength);
        }
        sink.packet(++number, 0, on.linkType, length(wire), buffer, from + 4, from + 4 + (int) captured);
    }

    /** Options 5 and 7 of an Interface Statistics Block: dropped by the interface, by the operating system. */
    private void statistics(int from, int to) {
        long of = to - from < 12 ? Long.MAX_VALUE : u32(from);
        if (of >= interfaces.size()) {
            return;
        }
        long lost = 0;
        for (int option = from + 12; option + 4 <= to; ) {
            int code = u16(option);
            int length = u16(option + 2);
            if (code == 0 || option + 4 + length > to) {
                break;
            }
            if ((code == 5 || code == 7) && length >= 8) {
                lost += Math.max(0, u64(option + 4));
            }
            option += 4 + (length + 3 & ~3);
        }
        interfaces.get((int) of).lost = lost;
    }

    // --- octets

    private long big32(int i) {
        return (buffer[i] & 255L) << 24
                | (buffer[i + 1] & 255L) << 16
                | (buffer[i + 2] & 255L) << 8
                | buffer[i + 3] & 255L;
    }

    private long u32(int i) {
        return little ? Integer.toUnsignedLong(Integer.reverseBytes((int) big32(i))) : big32(i);
    }

    private int u16(int i) {
        return little ? (buffer[i + 1] & 255) << 8 | buffer[i] & 255 : (buffer[i] & 255) << 8 | buffer[i + 1] & 255;
    }

    private long u64(int i) {
        return little ? u32(i + 4) << 32 | u32(i) : u32(i) << 32 | u32(i + 4);
    }

    private void take(int count) {
        at += count;
        consumed += count;
    }

    /** So many octets are in the buffer from {@code at}; false when the stream ends before. */
    private boolean need(int count) throws IOException {
        if (filled - at >= count) {
            return true;
        }
        if (count > buffer.length) {
            var larger = new byte[Math.max(count, buffer.length * 2)];
            System.arraycopy(buffer, at, larger, 0, filled - at);
            filled -= at;
            at = 0;
            buffer = larger;
        } else if (buffer.length - at < count) {
            System.arraycopy(buffer, at, buffer, 0, filled - at);
            filled -= at;
            at = 0;
        }
        while (filled - at < count) {
            int got = in.read(buffer, filled, buffer.length - filled);
            if (got < 0) {
                return false;
            }
            filled += got;
        }
        return true;
    }
}
