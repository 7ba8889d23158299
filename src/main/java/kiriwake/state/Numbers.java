package kiriwake.state;

import java.util.OptionalLong;

/** Decimal and hexadecimal numbers as commands print them. Anything else is empty. */
final class Numbers {
    private Numbers() {}

    static OptionalLong read(String text) {
        if (text.isEmpty() || text.length() > 20) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return OptionalLong.empty();
            }
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException beyond64Bits) {
            // a counter printed as unsigned 64 bits; nothing we compare comes near
            return OptionalLong.of(Long.MAX_VALUE);
        }
    }

    /** {@code 0x1f}. */
    static OptionalLong hex(String text) {
        if (!text.startsWith("0x") || text.length() < 3 || text.length() > 17) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text, 2, text.length(), 16));
        } catch (NumberFormatException noHex) {
            return OptionalLong.empty();
        }
    }
}
