package kiriwake.wire.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.net.Ip;

/**
 * Puts fragmented datagrams together again (RFC 791 §3.2, RFC 8200 §4.5). Keeps a bounded number of them; of overlapping fragments the octets that came first stay.
 */
public final class Reassembly {
    static final int MOST = 4096;
    static final int MOST_OCTETS = 16 << 20;
    static final int MOST_LOST = 1000;
    private static final int LARGEST = 65_535;
    private static final long FORGET_NANOS = 60_000_000_000L;

    private final Map<Key, Datagram> datagrams = new LinkedHashMap<>();
    private final List<Lost> lost = new ArrayList<>();
    private long lostCount;
    private long octetsHeld;
    private final int most;
    private final int mostOctets;

    public Reassembly() {
        this(MOST, MOST_OCTETS);
    }

    /** @param most datagrams that are kept, and {@code mostOctets} of them */
    public Reassembly(int most, int mostOctets) {
        this.most = most;
        this.mostOctets = mostOctets;
    }

    private record Key(Ip source, Ip destination, int protocol, long id) {}

    /** A datagram that never came together; {@code packets}: the numbers of its fragments. */
    public record Lost(Ip source, Ip destination, int protocol, List<Long> packets) {}

    /** A datagram that is whole: its payload, and the packets it came in. */
    public record Whole(Bytes payload, List<Long> packets) {}

    private static final class Datagram {
        private byte[] octets = new byte[1536];
        private BitSet present = new BitSet();
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
        makeRoom();
        var key = new Key(layers.source(), layers.destination(), layers.protocol(), layers.fragmentId());
        Datagram datagram = datagrams.get(key);
        if (datagram == null || nanos - datagram.firstNanos > FORGET_NANOS) {
            if (datagram != null) {
                datagrams.remove(key);
                forget(key, datagram);
            }
            datagram = new Datagram();
            datagram.firstNanos = nanos;
            octetsHeld += datagram.octets.length;
            datagrams.put(key, datagram);
        }
        int length = layers.wireEnd() - layers.payload();
        int captured = layers.end() - layers.payload();
        int offset = layers.fragmentOffset();
        if (datagram.complete || offset + length > LARGEST || length <= 0) {
            return Optional.empty();
        }
        boolean isEnd = !layers.moreFragments() && datagram.total < 0;
        boolean nothingNew = datagram.present.nextClearBit(offset) >= offset + length;
        if (nothingNew && !isEnd) {
            return Optional.empty();
        }
        datagram.packets.add(number);
        datagram.cut |= captured < length;
        if (isEnd) {
            datagram.total = offset + length;
        }
        if (offset + length > datagram.octets.length) {
            octetsHeld -= datagram.octets.length;
            datagram.octets = Arrays.copyOf(datagram.octets, Math.max(offset + length, datagram.octets.length * 2));
            octetsHeld += datagram.octets.length;
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
        octetsHeld -= datagram.octets.length;
        datagram.octets = new byte[0];
        datagram.present = new BitSet();
        return Optional.of(new Whole(payload, datagram.packets.stream().sorted().toList()));
    }

    /** The oldest go when there are too many of them. */
    private void makeRoom() {
        var oldest = datagrams.entrySet().iterator();
        while ((datagrams.size() > most || octetsHeld > mostOctets) && oldest.hasNext()) {
            Map.Entry<Key, Datagram> next = oldest.next();
            oldest.remove();
            forget(next.getKey(), next.getValue());
        }
    }

    private void forget(Key key, Datagram datagram) {
        octetsHeld -= datagram.octets.length;
        if (datagram.complete) {
            return;
        }
        lostCount++;
        if (lost.size() < MOST_LOST) {
            lost.add(datagram.lost(key));
        }
    }

    /** What never came together, so far; asked at the end of a capture. Of very many only the first. */
    public List<Lost> lost() {
        var all = new ArrayList<>(lost);
        datagrams.forEach((key, datagram) -> {
            if (!datagram.complete && all.size() < MOST_LOST) {
                all.add(datagram.lost(key));
            }
        });
        return all;
    }

    /** Forgets those that began before, and gives what never came together since it was asked last; for a live capture. */
    public List<Lost> expired(long beforeNanos) {
        datagrams.entrySet().removeIf(entry -> {
            boolean old = entry.getValue().firstNanos < beforeNanos;
            if (old) {
                forget(entry.getKey(), entry.getValue());
            }
            return old;
        });
        var all = List.copyOf(lost);
        lost.clear();
        return all;
    }

    /** How many datagrams never came together, so far. */
    public long lostCount() {
        long waiting = datagrams.values().stream()
                .filter(datagram -> !datagram.complete)
                .count();
        return lostCount + waiting;
    }
}
