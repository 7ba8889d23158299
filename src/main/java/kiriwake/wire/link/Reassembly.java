package kiriwake.wire.link;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.net.Ip;

/**
 * Puts fragmented datagrams together again (RFC 791 §3.2, RFC 8200 §4.5). Keeps at most {@link #MOST}; of overlapping
 * fragments the octets that came first stay.
 */
public final class Reassembly {
    static final int MOST = 512;
    private static final int LARGEST = 65_535;
    private static final long FORGET_NANOS = 60_000_000_000L;

    private final Map<Key, Datagram> datagrams = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Datagram> eldest) {
            if (size() <= MOST) {
                return false;
            }
            if (!eldest.getValue().complete) {
                lost.add(eldest.getValue().lost(eldest.getKey()));
            }
            return true;
        }
    };
    private final List<Lost> lost = new ArrayList<>();

    private record Key(Ip source, Ip destination, int protocol, long id) {}

    /** A datagram that never came together; {@code packets}: the numbers of its fragments. */
    public record Lost(Ip source, Ip destination, int protocol, List<Long> packets) {}

    /** A datagram that is whole: its payload, and the packets it came in. */
    public record Whole(Bytes payload, List<Long> packets) {}

    private static final class Datagram {
        private byte[] octets = new byte[2048];
        private final BitSet present = new BitSet();
        private final List<Long> packets = new ArrayList<>();
        private int total = -1;
        private boolean complete;
        private boolean cut;
        private long firstNanos;

        private Lost lost(Key key) {
            return new Lost(key.source(), key.destination(), key.protocol(), List.copyOf(packets));
        }
    }

    /** Takes the fragment that {@code layers} found; gives the datagram when this one completes it. */
    public Optional<Whole> add(Layers layers, byte[] packet, long number, long nanos) {
        var key = new Key(layers.source(), layers.destination(), layers.protocol(), layers.fragmentId());
        Datagram datagram = datagrams.get(key);
        if (datagram == null || nanos - datagram.firstNanos > FORGET_NANOS) {
            datagram = new Datagram();
            datagram.firstNanos = nanos;
            datagrams.put(key, datagram);
        }
        int length = layers.wireEnd() - layers.payload();
        int captured = layers.end() - layers.payload();
        int offset = layers.fragmentOffset();
        if (datagram.complete || offset + length > LARGEST || length <= 0) {
            return Optional.empty();
        }
        boolean nothingNew = datagram.present.nextClearBit(offset) >= offset + length;
        if (nothingNew) {
            return Optional.empty();
        }
        datagram.packets.add(number);
        datagram.cut |= captured < length;
        if (!layers.moreFragments() && datagram.total < 0) {
            datagram.total = offset + length;
        }
        if (offset + length > datagram.octets.length) {
            datagram.octets =
                    java.util.Arrays.copyOf(datagram.octets, Math.max(offset + length, datagram.octets.length * 2));
        }
        for (int i = 0; i < length; i++) {
            if (!datagram.present.get(offset + i)) {
                datagram.octets[offset + i] = i < captured ? packet[layers.payload() + i] : 0;
            }
        }
        datagram.present.set(offset, offset + length);
        if (datagram.total < 0 || datagram.cut || datagram.present.nextClearBit(0) < datagram.total) {
            return Optional.empty();
        }
        datagram.complete = true;
        Bytes payload = Bytes.copyOf(datagram.octets, 0, datagram.total);
        datagram.octets = new byte[0];
        datagram.present.clear();
        return Optional.of(new Whole(payload, datagram.packets.stream().sorted().toList()));
    }

    /** What never came together, so far; asked at the end of a capture. */
    public List<Lost> lost() {
        var all = new ArrayList<>(lost);
        datagrams.forEach((key, datagram) -> {
            if (!datagram.complete) {
                all.add(datagram.lost(key));
            }
        });
        return all;
    }
}
