package kiriwake.agent;

import kiriwake.net.Ip;
import kiriwake.source.capture.Packet;
import kiriwake.wire.link.Layers;

/** A first look at a packet, for what cannot wait until it is judged. One object for one thread. */
final class Peek {
    private static final int UDP_HEADER = 8;
    private static final int IKE = 500;
    private static final int NATT = 4500;

    private final Layers layers = new Layers();

    /** What it is. */
    enum Kind {
        IKE,
        ESP,
        OTHER
    }

    /** @param spi of ESP, else 0 */
    record Seen(Kind kind, Ip from, Ip to, long spi) {
        private static final Ip NOBODY = Ip.v4(0);
        private static final Seen NOTHING = new Seen(Kind.OTHER, NOBODY, NOBODY, 0);
    }

    Seen at(Packet packet) {
        byte[] octets = packet.octets().toArray();
        layers.peel(packet.linkType(), octets, 0, octets.length, packet.wireLength());
        if (!layers.isIp() || layers.isFragment() && layers.fragmentOffset() > 0) {
            return Seen.NOTHING;
        }
        int at = layers.payload();
        if (layers.protocol() == Layers.ESP) {
            return octets.length - at >= 4 ? seen(Kind.ESP, layers.wordAt(at)) : Seen.NOTHING;
        }
        if (layers.protocol() != Layers.UDP || octets.length - at < UDP_HEADER + 4) {
            return Seen.NOTHING;
        }
        long ports = layers.wordAt(at);
        int source = (int) (ports >>> 16);
        int destination = (int) (ports & 0xFFFF);
        long first = layers.wordAt(at + UDP_HEADER);
        if (source == NATT || destination == NATT) {
            return first == 0 ? seen(Kind.IKE, 0) : seen(Kind.ESP, first);
        }
        return source == IKE || destination == IKE ? seen(Kind.IKE, 0) : Seen.NOTHING;
    }

    private Seen seen(Kind kind, long spi) {
        return new Seen(kind, layers.source(), layers.destination(), spi);
    }
}
