package kiriwake.wire.l2tp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.bytes.Cursor;

/** Bytes to {@link L2tpMessage}; total. RFC 2661 §3.1. */
public final class L2tpDecoder {
    private static final int CONTROL = 0x8000;
    private static final int LENGTH = 0x4000;
    private static final int SEQUENCE = 0x0800;
    private static final int OFFSET = 0x0200;

    private L2tpDecoder() {}

    /** @param wireLength octets of the datagram on the wire */
    public static L2tpMessage decode(Cursor in, int wireLength) {
        int start = in.position();
        boolean cut = in.left() < wireLength;
        int flags = in.u16();
        int version = flags & 15;
        if (in.isFaulty() || version != 2 && version != 3) {
            return nothing(Optional.empty(), false, !in.isFaulty() || !cut);
        }
        boolean control = (flags & CONTROL) != 0;
        if (version == 3) {
            return nothing(Optional.of(3), control, false);
        }
        Optional<Integer> length = field(in, flags, LENGTH);
        Optional<Integer> tunnel = field(in);
        Optional<Integer> session = field(in);
        Optional<Integer> ns = field(in, flags, SEQUENCE);
        Optional<Integer> nr = field(in, flags, SEQUENCE);
        // RFC 2661 §3.1: a control message has no offset, whatever its O bit says
        Optional<Integer> offset = control ? Optional.empty() : field(in, flags, OFFSET);
        boolean malformed = in.isFaulty() && !cut;
        int header = in.position() - start;
        int wireEnd = wireLength;
        if (length.isPresent()) {
            malformed |= length.get() > wireLength || length.get() < header;
            wireEnd = Math.max(header, Math.min(length.get(), wireLength));
        }
        if (in.isFaulty()) {
            return new L2tpMessage(
                    Optional.of(2), control, length, tunnel, session, ns, nr, offset, List.of(), -1, -1, malformed);
        }
        if (control) {
            var avps = new ArrayList<L2tpMessage.Avp>();
            malformed |= avps(in, wireEnd - header, avps);
            return new L2tpMessage(
                    Optional.of(2), true, length, tunnel, session, ns, nr, offset, avps, -1, -1, malformed);
        }
        int skip = offset.orElse(0);
        if (header + skip > wireEnd) {
            return new L2tpMessage(
                    Optional.of(2), false, length, tunnel, session, ns, nr, offset, List.of(), -1, -1, true);
        }
        int from = in.position() + Math.min(skip, in.left());
        int to = Math.min(in.end(), start + wireEnd);
        return new L2tpMessage(
                Optional.of(2),
                false,
                length,
                tunnel,
                session,
                ns,
                nr,
                offset,
                List.of(),
                from,
                Math.max(from, to),
                malformed);
    }

    private static L2tpMessage nothing(Optional<Integer> version, boolean control, boolean malformed) {
        return new L2tpMessage(
                version,
                control,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                -1,
                -1,
                malformed);
    }

    private static Optional<Integer> field(Cursor in, int flags, int bit) {
        return (flags & bit) != 0 ? field(in) : Optional.empty();
    }

    private static Optional<Integer> field(Cursor in) {
        int value = in.u16();
        return in.isFaulty() ? Optional.empty() : Optional.of(value);
    }

    /** True when one of them is malformed; it and what follows is left out. */
    private static boolean avps(Cursor in, int wireOctets, List<L2tpMessage.Avp> avps) {
        int wire = wireOctets;
        while (wire > 0) {
            if (wire < 6) {
                return true;
            }
            if (in.left() < 6) {
                return false;
            }
            int head = in.u16();
            int length = head & 0x03FF;
            int vendor = in.u16();
            int type = in.u16();
            if (length < 6 || length > wire) {
                return true;
            }
            Bytes value = in.bytes(length - 6);
            if (in.isFaulty()) {
                return false;
            }
            avps.add(new L2tpMessage.Avp((head & 0x8000) != 0, (head & 0x4000) != 0, vendor, type, value));
            wire -= length;
        }
        return false;
    }
}
