package kiriwake.report;

/** Text from logs and packets, made harmless for a terminal: control and direction characters are shown as escapes. */
final class Escapes {

    private Escapes() {}

    static String visible(String text) {
        StringBuilder changed = new StringBuilder(text.length());
        boolean any = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c >= 0x7F && c < 0xA0) {
                changed.append(String.format("\\x%02x", (int) c));
                any = true;
            } else if (c >= 0x200B && c <= 0x200F
                    || c >= 0x202A && c <= 0x202E
                    || c >= 0x2060 && c <= 0x2069
                    || c == 0xFEFF) {
                changed.append(String.format("\\u%04x", (int) c));
                any = true;
            } else {
                changed.append(c);
            }
        }
        return any ? changed.toString() : text;
    }
}
