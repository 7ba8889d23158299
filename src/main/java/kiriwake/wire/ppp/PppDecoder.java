package kiriwake.wire.ppp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.bytes.Cursor;

/** Bytes to {@link PppFrame}; total. One use each. */
public final class PppDecoder {
    private final boolean cutByCapture;
    private Optional<List<PppFrame.Option>> options = Optional.empty();
    private Optional<Integer> rejectedProtocol = Optional.empty();
    private Optional<Long> magic = Optional.empty();
    private Optional<Bytes> message = Optional.empty();
    private Optional<Bytes> data = Optional.empty();
    private Optional<Bytes> name = Optional.empty();
    private Optional<Integer> passwordLength = Optional.empty();
    private Optional<Bytes> value = Optional.empty();
    private boolean malformed;

    private PppDecoder(boolean cutByCapture) {
        this.cutByCapture = cutByCapture;
    }

    /** @param wireLength octets of the frame on the wire */
    public static PppFrame decode(Cursor in, int wireLength) {
        return new PppDecoder(in.left() < wireLength).frame(in, wireLength);
    }

    private PppFrame frame(Cursor in, int wireLength) {
        int wire = wireLength;
        if (in.peek() == 0xFF) {
            in.skip(2);
            wire -= 2;
        }
        boolean compressed = (in.peek() & 1) == 1;
        int protocol = compressed ? in.u8() : in.u16();
        wire -= compressed ? 1 : 2;
        if (in.isFaulty()) {
            malformed = !cutByCapture;
            return result(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        if (!isOpened(protocol)) {
            return result(Optional.of(protocol), Optional.empty(), Optional.empty(), Optional.empty());
        }
        Optional<Integer> code = field(in, false);
        Optional<Integer> id = field(in, false);
        Optional<Integer> length = field(in, true);
        if (in.isFaulty()) {
            malformed = !cutByCapture;
            return result(Optional.of(protocol), code, id, length);
        }
        int claimed = length.orElse(0);
        malformed = claimed < 4 || claimed > wire;
        if (claimed < 4) {
            return result(Optional.of(protocol), code, id, length);
        }
        int bodyWire = Math.max(0, Math.min(claimed, wire) - 4);
        int here = Math.min(bodyWire, in.left());
        body(protocol, code.orElse(0), in.within(here), here < bodyWire);
        return result(Optional.of(protocol), code, id, length);
    }

    private static Optional<Integer> field(Cursor in, boolean wide) {
        int read = wide ? in.u16() : in.u8();
        return in.isFaulty() ? Optional.empty() : Optional.of(read);
    }

    private static boolean isOpened(int protocol) {
        return protocol == PppFrame.LCP
                || protocol == PppFrame.PAP
                || protocol == PppFrame.CHAP
                || protocol == PppFrame.IPCP
                || protocol == PppFrame.IPV6CP
                || protocol == PppFrame.CCP;
    }

    private PppFrame result(
            Optional<Integer> protocol, Optional<Integer> code, Optional<Integer> id, Optional<Integer> length) {
        return new PppFrame(
                protocol,
                code,
                id,
                length,
                options,
                rejectedProtocol,
                magic,
                message,
                data,
                name,
                passwordLength,
                value,
                malformed);
    }

    private void body(int protocol, int code, Cursor in, boolean cut) {
        if (protocol == PppFrame.PAP) {
            pap(code, in, cut);
        } else if (protocol == PppFrame.CHAP) {
            chap(code, in, cut);
        } else if (code >= 1 && code <= 4) {
            options(in, cut);
        } else if (code == 5 || code == 6) {
            data = cut ? Optional.empty() : nonEmpty(in.rest());
        } else if (protocol == PppFrame.LCP) {
            lcp(code, in, cut);
        }
    }

    private void lcp(int code, Cursor in, boolean cut) {
        if (code == 8) {
            int rejected = in.u16();
            malformed |= in.isFaulty() && !cut;
            rejectedProtocol = in.isFaulty() ? Optional.empty() : Optional.of(rejected);
        } else if (code >= 9 && code <= 13) {
            long number = in.u32();
            malformed |= in.isFaulty() && !cut;
            magic = in.isFaulty() ? Optional.empty() : Optional.of(number);
            if (code == 13) {
                in.skip(4);
                malformed |= in.isFaulty() && !cut;
            }
            if (code >= 12 && !in.isFaulty() && !cut) {
                message = nonEmpty(in.rest());
            }
        }
    }

    private void options(Cursor in, boolean cut) {
        var found = new ArrayList<PppFrame.Option>();
        while (in.more()) {
            int type = in.u8();
            int length = in.u8();
            if (in.isFaulty() || length < 2 || length - 2 > in.left()) {
                malformed |= !cut || length < 2 && !in.isFaulty();
                break;
            }
            found.add(new PppFrame.Option(type, in.bytes(length - 2)));
        }
        options = Optional.of(found);
    }

    /** RFC 1334 §2.2: the password is counted and thrown away. */
    private void pap(int code, Cursor in, boolean cut) {
        if (code == 1) {
            Bytes peer = in.bytes(in.u8());
            if (in.isFaulty()) {
                malformed |= !cut;
                return;
            }
            name = nonEmpty(peer);
            int length = in.u8();
            in.skip(length);
            if (in.isFaulty()) {
                malformed |= !cut;
                return;
            }
            passwordLength = Optional.of(length);
        } else if (code == 2 || code == 3) {
            if (!in.more()) {
                malformed |= !cut;
                return;
            }
            Bytes text = in.bytes(in.u8());
            malformed |= in.isFaulty() && !cut;
            message = in.isFaulty() ? Optional.empty() : Optional.of(text);
        }
    }

    private void chap(int code, Cursor in, boolean cut) {
        if (code == 1 || code == 2) {
            Bytes octets = in.bytes(in.u8());
            if (in.isFaulty()) {
                malformed |= !cut;
                return;
            }
            value = Optional.of(octets);
            name = cut ? Optional.empty() : nonEmpty(in.rest());
        } else if (code == 3 || code == 4) {
            message = cut ? Optional.empty() : nonEmpty(in.rest());
        }
    }

    private static Optional<Bytes> nonEmpty(Bytes octets) {
        return octets.length() == 0 ? Optional.empty() : Optional.of(octets);
    }
}
