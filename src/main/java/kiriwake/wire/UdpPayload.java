package kiriwake.wire;

import java.util.Optional;
import kiriwake.bytes.Cursor;
import kiriwake.wire.ike.IkeDecoder;
import kiriwake.wire.l2tp.L2tpDecoder;
import kiriwake.wire.l2tp.L2tpMessage;
import kiriwake.wire.ppp.PppDecoder;
import kiriwake.wire.ppp.PppFrame;

/** The payload of a UDP datagram of ours, as far as it was captured and as long as it was on the wire. */
final class UdpPayload {
    private static final int HEADER = 8;
    private static final int ESP_HEADER = 8;

    private final byte[] octets;
    private final int from;
    private final int end;
    private final int wireLength;
    private final boolean malformed;
    private final boolean onNatPort;

    /** @param start of the UDP header, of which at least the ports were captured */
    UdpPayload(byte[] octets, int start, int captureEnd, int wireEnd) {
        this.octets = octets;
        this.onNatPort = u16(octets, start) == 4500 || u16(octets, start + 2) == 4500;
        boolean claimed = captureEnd - start >= 6;
        int length = claimed ? u16(octets, start + 4) : HEADER;
        boolean jumbo = length == 0 && wireEnd - start > 65_535;
        boolean trusted = claimed && !jumbo;
        int wire = trusted ? start + length : wireEnd;
        this.malformed = wireEnd - start < HEADER || trusted && (length < HEADER || wire > wireEnd);
        int clipped = Math.max(start + HEADER, Math.min(wire, wireEnd));
        this.from = Math.min(start + HEADER, captureEnd);
        this.end = Math.max(from, Math.min(captureEnd, clipped));
        this.wireLength = clipped - start - HEADER;
    }

    private static int u16(byte[] octets, int at) {
        return (octets[at] & 255) << 8 | octets[at + 1] & 255;
    }

    /** The lower of our ports; 0 when neither is ours. */
    static int deciding(int source, int destination) {
        int one = isOurs(source) ? source : 0;
        int other = isOurs(destination) ? destination : 0;
        return one == 0 ? other : other == 0 ? one : Math.min(one, other);
    }

    static boolean isOurs(int port) {
        return port == 500 || port == 4500 || port == 1701;
    }

    int from() {
        return from;
    }

    int end() {
        return end;
    }

    int wireLength() {
        return wireLength;
    }

    /** Its length contradicts what is there. */
    boolean isMalformed() {
        return malformed;
    }

    private Cursor cursor(int skip) {
        return new Cursor(octets, Math.min(from + skip, end), end);
    }

    private boolean isMarked() {
        return end - from >= 4 && (octets[from] | octets[from + 1] | octets[from + 2] | octets[from + 3]) == 0;
    }

    private boolean isKeepalive() {
        return wireLength == 1 && end - from == 1 && octets[from] == -1;
    }

    /** What is here is ESP (RFC 3948 §2). */
    boolean isSealed(int port) {
        return port == 4500 && !isMarked() && !isKeepalive();
    }

    /** @param port the one that decides */
    Content content(int port) {
        if (port == 1701) {
            return l2tp();
        }
        if (onNatPort && isMarked()) {
            return new Content.Ike(true, IkeDecoder.decode(cursor(4), wireLength - 4));
        }
        if (port == 500) {
            return new Content.Ike(false, IkeDecoder.decode(cursor(0), wireLength));
        }
        return isKeepalive() ? new Content.Keepalive() : sealed(octets, from, end, wireLength);
    }

    /** ESP, not opened; without its words when they do not fit (RFC 4303 §2). */
    static Content.Esp sealed(byte[] octets, int from, int end, int wireLength) {
        if (wireLength < ESP_HEADER) {
            return Content.Esp.sealed(Optional.empty(), Optional.empty(), wireLength);
        }
        var in = new Cursor(octets, from, end);
        return Content.Esp.sealed(word(in), word(in), wireLength);
    }

    static Optional<Long> word(Cursor in) {
        long value = in.u32();
        return in.isFaulty() ? Optional.empty() : Optional.of(value);
    }

    private Content.L2tp l2tp() {
        L2tpMessage message = L2tpDecoder.decode(cursor(0), wireLength);
        if (message.payloadFrom() < 0) {
            return new Content.L2tp(message, Optional.empty());
        }
        int wireEnd = from + Math.min(wireLength, message.length().orElse(wireLength));
        var in = new Cursor(octets, message.payloadFrom(), message.payloadTo());
        if (!in.more()) {
            return new Content.L2tp(message, Optional.empty());
        }
        return new Content.L2tp(message, Optional.of(PppDecoder.decode(in, wireEnd - message.payloadFrom())));
    }

    static boolean isMalformed(Content content) {
        return switch (content) {
            case Content.Ike ike -> ike.message().malformed();
            case Content.L2tp l2tp ->
                l2tp.message().malformed()
                        || l2tp.ppp().map(PppFrame::malformed).orElse(false);
            case Content.Esp esp -> esp.octets() < ESP_HEADER;
            case Content.Ppp ppp -> ppp.frame().malformed();
            case Content.Keepalive keepalive -> false;
            case Content.Icmp icmp -> false;
            case Content.Fragment piece -> false;
        };
    }
}
