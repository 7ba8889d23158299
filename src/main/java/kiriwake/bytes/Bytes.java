package kiriwake.bytes;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable string of octets. Equal when the octets are. */
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] octets;

    private Bytes(byte[] octets) {
        this.octets = octets;
    }

    public static Bytes copyOf(byte[] octets, int from, int to) {
        return from == to ? EMPTY : new Bytes(Arrays.copyOfRange(octets, from, to));
    }

    public static Bytes of(byte... octets) {
        return new Bytes(octets.clone());
    }

    /** Blanks are left out. */
    public static Bytes hex(String text) {
        return new Bytes(HEX.parseHex(text.replaceAll("\\s", "")));
    }

    public int length() {
        return octets.length;
    }

    /** Unsigned. */
    public int at(int index) {
        return octets[index] & 255;
    }

    /** The first {@code length} octets, or all. */
    public Bytes head(int length) {
        return length >= octets.length ? this : copyOf(octets, 0, length);
    }

    public byte[] toArray() {
        return octets.clone();
    }

    public Cursor cursor() {
        return new Cursor(octets, 0, octets.length);
    }

    /** Lower-case hex. */
    public String hex() {
        return HEX.formatHex(octets);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(octets, bytes.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return hex();
    }
}
