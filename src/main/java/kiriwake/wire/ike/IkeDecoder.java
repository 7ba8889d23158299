package kiriwake.wire.ike;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.bytes.Cursor;

/** Bytes to {@link IkeMessage}; total. One use each. */
public final class IkeDecoder {
    private static final int HEADER = 28;
    private static final int SKF = 53;
    private static final int SK = 46;

    private final List<Integer> payloads = new ArrayList<>();
    private final List<IkeMessage.Transform> transforms = new ArrayList<>();
    private final List<IkeMessage.Notify> notifies = new ArrayList<>();
    private final List<IkeMessage.Delete> deletes = new ArrayList<>();
    private final List<Bytes> vendorIds = new ArrayList<>();
    private final List<IkeMessage.Id> ids = new ArrayList<>();
    private final List<Bytes> natD = new ArrayList<>();
    private Optional<IkeMessage.KeyExchange> keyExchange = Optional.empty();
    private Optional<Integer> nonceLength = Optional.empty();
    private Optional<IkeMessage.Fragment> fragment = Optional.empty();
    private boolean malformed;
    private boolean cut;

    private IkeDecoder() {}

    /**
     * @param in the captured octets of the message
     * @param wireLength what it had on the wire: lengths are judged against this
     */
    public static IkeMessage decode(Cursor in, int wireLength) {
        var decoder = new IkeDecoder();
        return decoder.message(in, wireLength);
    }

    private IkeMessage message(Cursor octets, int wireLength) {
        Cursor in = octets;
        if (wireLength < HEADER) {
            malformed = true;
            return result(Optional.empty());
        }
        int captured = in.left();
        if (captured < HEADER) {
            in = padded(in);
        }
        String initiator = in.hex(8);
        String responder = in.hex(8);
        int next = in.u8();
        int version = in.u8();
        int exchange = in.u8();
        int flags = in.u8();
        long messageId = in.u32();
        long length = in.u32();
        var header = new IkeMessage.Header(
                initiator,
                responder,
                next,
                version >> 4,
                version & 15,
                exchange,
                flags,
                messageId,
                length,
                Math.min(captured, HEADER));
        if (!header.isWhole()) {
            return result(Optional.of(header));
        }
        malformed = length < HEADER || length > wireLength;
        if (header.major() == 1 && header.isEncrypted() || header.major() != 1 && header.major() != 2) {
            return result(Optional.of(header));
        }
        int wireLeft = (int) Math.max(0, Math.min(length, wireLength) - HEADER);
        int here = Math.min(wireLeft, in.left());
        cut = here < wireLeft;
        chain(in.within(here), wireLeft, next, header.major());
        return result(Optional.of(header));
    }

    /** The captured part of a header, and zeros for what was not captured. */
    private static Cursor padded(Cursor in) {
        byte[] header = new byte[HEADER];
        System.arraycopy(in.array(), in.position(), header, 0, in.left());
        return new Cursor(header, 0, HEADER);
    }

    private IkeMessage result(Optional<IkeMessage.Header> header) {
        return new IkeMessage(
                header,
                payloads,
                transforms,
                notifies,
                deletes,
                vendorIds,
                ids,
                natD,
                keyExchange,
                nonceLength,
                fragment,
                malformed);
    }

    private void chain(Cursor in, int wireLeft, int first, int major) {
        int type = first;
        int wire = wireLeft;
        while (type != 0) {
            if (wire == 0) {
                return;
            }
            if (in.left() < 4) {
                malformed |= !cut || wire < 4;
                return;
            }
            int next = in.u8();
            in.skip(1);
            int length = in.u16();
            payloads.add(type);
            if (length < 4 || length > wire) {
                malformed = true;
                return;
            }
            int here = Math.min(length - 4, in.left());
            boolean whole = here == length - 4;
            payload(type, in.within(here), major, whole);
            if (!whole || major == 2 && (type == SK || type == SKF)) {
                return;
            }
            wire -= length;
            type = next;
        }
    }

    private void payload(int type, Cursor body, int major, boolean whole) {
        boolean readsInPart = major == 1 ? type == 1 || type == 132 : type == 33 || type == SKF;
        if (!whole && !readsInPart) {
            return;
        }
        if (major == 1) {
            version1(type, body);
        } else {
            version2(type, body);
        }
    }

    private void version1(int type, Cursor body) {
        switch (type) {
            case 1 -> securityAssociation1(body);
            case 4 -> keyExchange = Optional.of(new IkeMessage.KeyExchange(body.left(), -1));
            case 5 -> id(type, body, true);
            case 10 -> nonceLength = Optional.of(body.left());
            case 11 -> notify(body, true);
            case 12 -> delete(body, true);
            case 13 -> vendorIds.add(body.rest());
            case 20, 130 -> natD.add(body.rest());
            case 132 -> fragment1(body);
            default -> {
                // opaque: listed, not opened
            }
        }
    }

    private void version2(int type, Cursor body) {
        switch (type) {
            case 33 -> securityAssociation2(body);
            case 34 -> keyExchange2(body);
            case 35, 36 -> id(type, body, false);
            case 40 -> nonceLength = Optional.of(body.left());
            case 41 -> notify(body, false);
            case 42 -> delete(body, false);
            case 43 -> vendorIds.add(body.rest());
            case SKF -> fragment2(body);
            default -> {
                // opaque: listed, not opened
            }
        }
    }

    private void fault(Cursor body) {
        malformed |= body.isFaulty() && !cut;
    }

    private void keyExchange2(Cursor body) {
        int group = body.u16();
        body.skip(2);
        if (body.isFaulty()) {
            fault(body);
            return;
        }
        keyExchange = Optional.of(new IkeMessage.KeyExchange(body.left(), group));
    }

    private void fragment1(Cursor body) {
        int id = body.u16();
        int number = body.u8();
        int last = body.u8();
        if (body.isFaulty()) {
            fault(body);
            return;
        }
        fragment = Optional.of(new IkeMessage.Fragment(id, number, -1, last != 0));
    }

    private void fragment2(Cursor body) {
        int number = body.u16();
        int total = body.u16();
        if (body.isFaulty()) {
            fault(body);
            return;
        }
        fragment = Optional.of(new IkeMessage.Fragment(-1, number, total, number == total));
    }

    private void id(int payload, Cursor body, boolean withPort) {
        int type = body.u8();
        int protocol = body.u8();
        int port = body.u16();
        if (body.isFaulty()) {
            fault(body);
            return;
        }
        ids.add(new IkeMessage.Id(payload, type, withPort ? protocol : -1, withPort ? port : -1, body.rest()));
    }

    /** Version 1 begins with the DOI. */
    private void notify(Cursor body, boolean withDoi) {
        if (withDoi) {
            body.skip(4);
        }
        int protocol = body.u8();
        int spiLength = body.u8();
        int type = body.u16();
        if (body.isFaulty()) {
            fault(body);
            return;
        }
        String spi = body.hex(spiLength);
        if (body.isFaulty()) {
            fault(body);
            return;
        }
        notifies.add(new IkeMessage.Notify(protocol, type, spi, body.rest()));
    }

    private void delete(Cursor body, boolean withDoi) {
        if (withDoi) {
            body.skip(4);
        }
        int protocol = body.u8();
        int spiLength = body.u8();
        int count = body.u16();
        if (body.isFaulty()) {
            fault(body);
            return;
        }
        var spis = new ArrayList<String>();
        for (int i = 0; i < count && spiLength > 0; i++) {
            String spi = body.hex(spiLength);
            if (body.isFaulty()) {
                break;
            }
            spis.add(spi);
        }
        fault(body);
        deletes.add(new IkeMessage.Delete(protocol, spis));
    }

    // --- security associations (RFC 2408 §3.4-3.6, RFC 7296 §3.3)

    private void securityAssociation1(Cursor body) {
        long doi = body.u32();
        if (body.isFaulty()) {
            fault(body);
            return;
        }
        if (doi != 1) {
            return;
        }
        body.skip(4);
        fault(body);
        while (body.more()) {
            int next = body.u8();
            body.skip(1);
            int length = body.u16();
            if (body.isFaulty() || length < 8 || length - 4 > body.left()) {
                malformed |= !cut || length < 8 && !body.isFaulty();
                return;
            }
            proposal1(body.within(length - 4));
            if (next == 0) {
                return;
            }
        }
    }

    private void proposal1(Cursor in) {
        int number = in.u8();
        int protocol = in.u8();
        int spiLength = in.u8();
        int count = in.u8();
        String spi = in.hex(spiLength);
        if (in.isFaulty()) {
            fault(in);
            return;
        }
        for (int i = 0; i < count && in.more(); i++) {
            int next = in.u8();
            in.skip(1);
            int length = in.u16();
            if (in.isFaulty() || length < 8 || length - 4 > in.left()) {
                malformed |= !cut || length < 8 && !in.isFaulty();
                return;
            }
            Cursor transform = in.within(length - 4);
            int transformNumber = transform.u8();
            int id = transform.u8();
            transform.skip(2);
            transforms.add(new IkeMessage.Transform(number, protocol, spi, transformNumber, id, attributes(transform)));
            if (next == 0) {
                return;
            }
        }
    }

    private void securityAssociation2(Cursor body) {
        while (body.more()) {
            int next = body.u8();
            body.skip(1);
            int length = body.u16();
            if (body.isFaulty() || length < 8 || length - 4 > body.left()) {
                malformed |= !cut || length < 8 && !body.isFaulty();
                return;
            }
            proposal2(body.within(length - 4));
            if (next == 0) {
                return;
            }
        }
    }

    private void proposal2(Cursor in) {
        int number = in.u8();
        int protocol = in.u8();
        int spiLength = in.u8();
        int count = in.u8();
        String spi = in.hex(spiLength);
        if (in.isFaulty()) {
            fault(in);
            return;
        }
        for (int i = 0; i < count && in.more(); i++) {
            int next = in.u8();
            in.skip(1);
            int length = in.u16();
            if (in.isFaulty() || length < 8 || length - 4 > in.left()) {
                malformed |= !cut || length < 8 && !in.isFaulty();
                return;
            }
            Cursor transform = in.within(length - 4);
            int type = transform.u8();
            transform.skip(1);
            int id = transform.u16();
            transforms.add(new IkeMessage.Transform(number, protocol, spi, type, id, attributes(transform)));
            if (next == 0) {
                return;
            }
        }
    }

    /** RFC 2408 §3.3: the first bit says whether the value stands in place of the length. */
    private List<IkeMessage.Attribute> attributes(Cursor in) {
        var attributes = new ArrayList<IkeMessage.Attribute>();
        while (in.more()) {
            int type = in.u16();
            int valueOrLength = in.u16();
            if (in.isFaulty()) {
                break;
            }
            if ((type & 0x8000) != 0) {
                attributes.add(new IkeMessage.Attribute(type & 0x7FFF, Optional.of((long) valueOrLength), Bytes.EMPTY));
                continue;
            }
            Bytes value = in.bytes(valueOrLength);
            if (in.isFaulty()) {
                break;
            }
            attributes.add(new IkeMessage.Attribute(type, number(value), value));
        }
        fault(in);
        return attributes;
    }

    private static Optional<Long> number(Bytes value) {
        return value.length() > 8
                ? Optional.empty()
                : Optional.of(value.cursor().unsigned());
    }
}
