package kiriwake.decode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import kiriwake.bytes.Bytes;
import kiriwake.net.Ip;

/**
 * One JSON object a line, put together as octets. Every field name is known and every value is ASCII, so there is nothing
 * that a general JSON library would have to look for; a busy server's capture has millions of these lines.
 */
final class JsonLines {
    /** More than any name, number or address takes. */
    private static final int ROOM = 64;

    private static final int FULL = 1 << 16;
    private static final int KNOWN_ADDRESSES = 4096;
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final OutputStream out;
    private final Ip[] addresses = new Ip[KNOWN_ADDRESSES];
    private final String[] addressTexts = new String[KNOWN_ADDRESSES];
    private byte[] octets = new byte[FULL + FULL / 4];
    private int length;
    private boolean first = true;

    JsonLines(OutputStream out) {
        this.out = out;
        Arrays.fill(addresses, Ip.v4(0));
        Arrays.fill(addressTexts, Ip.v4(0).toString());
    }

    // --- structure

    void openLine() {
        put('{');
        first = true;
    }

    void open(Field name) {
        name(name);
        put('{');
        first = true;
    }

    void openElement() {
        comma();
        put('{');
        first = true;
    }

    void close() {
        put('}');
        first = false;
    }

    void openList(Field name) {
        name(name);
        put('[');
        first = true;
    }

    void openListElement() {
        comma();
        put('[');
        first = true;
    }

    void closeList() {
        put(']');
        first = false;
    }

    /** Ends the line, and hands on what is full. */
    void endLine() {
        put('\n');
        if (length >= FULL) {
            flush();
        }
    }

    /** Throws {@link UncheckedIOException} when the output is gone. */
    void flush() {
        try {
            out.write(octets, 0, length);
            out.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            length = 0;
        }
    }

    // --- fields

    void number(Field name, long value) {
        name(name);
        digits(value);
    }

    void flag(Field name, boolean value) {
        name(name);
        ascii(value ? "true" : "false");
    }

    /** A number in quotes, for those too wide for a double. */
    void quotedNumber(Field name, long value) {
        name(name);
        put('"');
        digits(value);
        put('"');
    }

    /** Words of ours: printable ASCII without quotes or backslashes. */
    void words(Field name, String value) {
        name(name);
        put('"');
        ascii(value);
        put('"');
    }

    void address(Field name, Ip ip) {
        int slot = (int) (ip.low() ^ ip.low() >>> 12 ^ ip.high() * 31) & (KNOWN_ADDRESSES - 1);
        if (!addresses[slot].equals(ip)) {
            addresses[slot] = ip;
            addressTexts[slot] = ip.toString();
        }
        words(name, addressTexts[slot]);
    }

    /** {@code 0x} and lower-case hex of so many digits. */
    void hex(Field name, long value, int digits) {
        name(name);
        ascii("\"0x");
        for (int shift = 4 * digits - 4; shift >= 0; shift -= 4) {
            octets[length++] = DIGITS[(int) (value >>> shift) & 15];
        }
        put('"');
    }

    /** Lower-case hex without {@code 0x}. */
    void octets(Field name, Bytes value) {
        name(name);
        octets(value);
    }

    /** Text from the wire, made harmless as {@link WireText} says; in JSON the backslash is doubled. */
    void wireText(Field name, Bytes value) {
        name(name);
        put('"');
        for (int i = 0; i < value.length(); i++) {
            int octet = value.at(i);
            room();
            if (!WireText.isPlain(octet)) {
                ascii("\\\\x");
                octets[length++] = DIGITS[octet >> 4];
                octets[length++] = DIGITS[octet & 15];
                continue;
            }
            if (octet == '"') {
                octets[length++] = '\\';
            }
            octets[length++] = (byte) octet;
        }
        put('"');
    }

    // --- elements of lists

    /** Unsigned. */
    void unsignedElement(long value) {
        comma();
        if (value >= 0) {
            digits(value);
            return;
        }
        ascii(Long.toUnsignedString(value));
    }

    void octetsElement(Bytes value) {
        comma();
        octets(value);
    }

    void wordsElement(String value) {
        comma();
        put('"');
        ascii(value);
        put('"');
    }

    // --- octets

    private void room() {
        room(0);
    }

    /** For so many octets, and some more. */
    private void room(int count) {
        while (octets.length - length < count + ROOM) {
            octets = Arrays.copyOf(octets, octets.length * 2);
        }
    }

    private void put(int octet) {
        room();
        octets[length++] = (byte) octet;
    }

    private void comma() {
        if (!first) {
            put(',');
        }
        first = false;
    }

    private void name(Field name) {
        comma();
        room();
        String text = name.text();
        for (int i = 0; i < text.length(); i++) {
            octets[length + i] = (byte) text.charAt(i);
        }
        length += text.length();
        room();
    }

    private void ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            octets[length + i] = (byte) text.charAt(i);
        }
        length += text.length();
    }

    private void octets(Bytes value) {
        put('"');
        room(2 * value.length());
        int at = length;
        for (int i = 0; i < value.length(); i++) {
            int octet = value.at(i);
            octets[at++] = DIGITS[octet >> 4];
            octets[at++] = DIGITS[octet & 15];
        }
        length = at;
        put('"');
    }

    private void digits(long value) {
        if (value < 0) {
            ascii(Long.toString(value));
            return;
        }
        room();
        int count = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            count++;
        }
        long rest = value;
        for (int at = length + count - 1; at >= length; at--) {
            octets[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }
}
