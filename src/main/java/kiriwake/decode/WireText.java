package kiriwake.decode;

import kiriwake.bytes.Bytes;

/** Text from the wire, made harmless: printable ASCII stands for itself, everything else is {@code \xHH}. */
public final class WireText {
    private static final String DIGITS = "0123456789abcdef";

    private WireText() {}

    /** It stands for itself. */
    static boolean isPlain(int octet) {
        return octet >= 0x20 && octet <= 0x7E && octet != '\\';
    }

    public static String of(Bytes octets) {
        var text = new StringBuilder(octets.length());
        for (int i = 0; i < octets.length(); i++) {
            int octet = octets.at(i);
            if (isPlain(octet)) {
                text.append((char) octet);
            } else {
                text.append("\\x").append(DIGITS.charAt(octet >> 4)).append(DIGITS.charAt(octet & 15));
            }
        }
        return text.toString();
    }
}
