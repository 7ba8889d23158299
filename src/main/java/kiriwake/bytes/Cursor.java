package kiriwake.bytes;

import java.util.HexFormat;

/**
 * Reads octets of a bounded stretch. A read that does not fit is the fault: it and all later ones answer zero or empty, and
 * {@link #more()} is false. So a decoder needs no length arithmetic, cannot read past the end and cannot loop without
 * consuming.
 */
public final class Cursor {
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] octets;
    private final int end;
    private int at;
    private boolean faulty;

    /** From {@code from} up to but not including {@code to}; the array is not copied and must not change meanwhile. */
    public Cursor(byte[] octets, int from, int to) {
        this.octets = octets;
        this.at = from;
        this.end = Math.max(from, Math.min(to, octets.length));
    }

    private boolean fits(int count) {
        if (faulty || count < 0 || end - at < count) {
            faulty = true;
            return false;
        }
        return true;
    }

    public int u8() {
        return fits(1) ? octets[at++] & 255 : 0;
    }

    public int u16() {
        if (!fits(2)) {
            return 0;
        }
        at += 2;
        return (octets[at - 2] & 255) << 8 | octets[at - 1] & 255;
    }

    public long u32() {
        return (long) u16() << 16 | u16();
    }

    public long u64() {
        return u32() << 32 | u32();
    }

    /** All that is left, at most 8 octets, as one number. */
    public long unsigned() {
        long value = 0;
        for (int i = 0; i < 8 && more(); i++) {
            value = value << 8 | u8();
        }
        return value;
    }

    public void skip(int count) {
        if (fits(count)) {
            at += count;
        }
    }

    /** The next octets as lower-case hex. */
    public String hex(int count) {
        if (!fits(count)) {
            return "";
        }
        at += count;
        return HEX.formatHex(octets, at - count, at);
    }

    public Bytes bytes(int count) {
        if (!fits(count)) {
            return Bytes.EMPTY;
        }
        at += count;
        return Bytes.copyOf(octets, at - count, at);
    }

    public Bytes rest() {
        return bytes(left());
    }

    public String restHex() {
        return hex(left());
    }

    /** A cursor over the next octets, which are consumed; when they do not fit it has none and is faulty. */
    public Cursor within(int count) {
        if (!fits(count)) {
            var none = new Cursor(octets, at, at);
            none.faulty = true;
            return none;
        }
        at += count;
        return new Cursor(octets, at - count, at);
    }

    /** The next octet without taking it; 0 at the end. */
    public int peek() {
        return at < end && !faulty ? octets[at] & 255 : 0;
    }

    public int left() {
        return faulty ? 0 : end - at;
    }

    public boolean more() {
        return left() > 0;
    }

    /** Something did not fit. */
    public boolean isFaulty() {
        return faulty;
    }

    /** Where the next read would begin, in the array. */
    public int position() {
        return at;
    }

    public int end() {
        return end;
    }

    public byte[] array() {
        return octets;
    }
}
