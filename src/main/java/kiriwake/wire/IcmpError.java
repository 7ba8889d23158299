package kiriwake.wire;

import java.util.Optional;
import kiriwake.bytes.Cursor;
import kiriwake.wire.link.Layers;

/** ICMP errors that quote a packet of ours (RFC 792, RFC 4443 §3). */
final class IcmpError {
    private static final int HEADER = 8;

    private IcmpError() {}

    /** Empty when it is no error, or quotes nothing of interest. */
    static Optional<Content> decode(byte[] octets, int from, int end, boolean six) {
        var in = new Cursor(octets, from, end);
        int type = in.u8();
        int code = in.u8();
        in.skip(2);
        long word = in.u32();
        boolean error = six ? type >= 1 && type <= 4 : type == 3 || type == 4 || type == 11 || type == 12;
        if (in.isFaulty() || !error) {
            return Optional.empty();
        }
        Optional<Long> mtu = Optional.empty();
        if (!six && type == 3 && code == 4) {
            // RFC 1191 §4: the lower half of the word
            mtu = Optional.of(word & 0xFFFF);
        } else if (six && type == 2) {
            mtu = Optional.of(word);
        }
        return quoted(octets, from + HEADER, end, six, type, code, mtu);
    }

    private static Optional<Content> quoted(
            byte[] octets, int from, int end, boolean six, int type, int code, Optional<Long> mtu) {
        var quoted = new Layers();
        // the quote is cut on purpose: lengths inside are not judged
        quoted.peel(six ? 229 : 228, octets, from, end, Integer.MAX_VALUE - from);
        if (!quoted.isIp() || quoted.protocol() != Layers.UDP && quoted.protocol() != Layers.ESP) {
            return Optional.empty();
        }
        boolean first = !quoted.isFragment() || quoted.fragmentOffset() == 0;
        var in = new Cursor(octets, quoted.payload(), first ? quoted.end() : quoted.payload());
        Optional<Integer> sourcePort = Optional.empty();
        Optional<Integer> destinationPort = Optional.empty();
        Optional<Long> spi = Optional.empty();
        if (quoted.protocol() == Layers.UDP) {
            int source = in.u16();
            int destination = in.u16();
            if (in.isFaulty() || UdpPayload.deciding(source, destination) == 0) {
                return Optional.empty();
            }
            sourcePort = Optional.of(source);
            destinationPort = Optional.of(destination);
        } else {
            spi = UdpPayload.word(in);
        }
        return Optional.of(new Content.Icmp(
                six,
                type,
                code,
                mtu,
                Optional.of(quoted.source()),
                Optional.of(quoted.destination()),
                quoted.protocol(),
                sourcePort,
                destinationPort,
                spi));
    }
}
