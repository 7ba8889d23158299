package kiriwake.wire;

import kiriwake.net.Ip;
import kiriwake.wire.link.Layers;

/**
 * A whole ESP packet without keys for it, on IP or in UDP. One object serves for all packets of a capture, so that the
 * bulk of it costs nothing: only valid during the call that gives it.
 */
public final class PlainEsp {
    private long number;
    private long nanos;
    private int length;
    private int captured;
    private long spi;
    private long sequence;
    private int octets;
    private int sourcePort;
    private int destinationPort;
    private Layers layers = new Layers();

    PlainEsp() {}

    void set(Dissector packet, Layers found, int from, int sealedOctets, int source, int destination) {
        number = packet.number();
        nanos = packet.nanos();
        length = packet.length();
        captured = packet.captured();
        layers = found;
        spi = found.wordAt(from);
        sequence = found.wordAt(from + 4);
        octets = sealedOctets;
        sourcePort = source;
        destinationPort = destination;
    }

    public long number() {
        return number;
    }

    public long nanos() {
        return nanos;
    }

    /** Octets of the packet on the wire. */
    public int length() {
        return length;
    }

    public int captured() {
        return captured;
    }

    public long spi() {
        return spi;
    }

    public long sequence() {
        return sequence;
    }

    /** Octets of the ESP packet on the wire. */
    public int octets() {
        return octets;
    }

    /** It came in UDP. */
    public boolean isEncapsulated() {
        return sourcePort >= 0;
    }

    public int sourcePort() {
        return sourcePort;
    }

    public int destinationPort() {
        return destinationPort;
    }

    public Ip source() {
        return layers.source();
    }

    public Ip destination() {
        return layers.destination();
    }
}
