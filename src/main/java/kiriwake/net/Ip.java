package kiriwake.net;

import java.util.Optional;

/**
 * An IPv4 or IPv6 address, without zone. IPv4 stands in the low 32 bits of {@code low}.
 * Reads dotted and RFC 4291 text; prints RFC 5952.
 */
public record Ip(long high, long low, boolean isV6) implements Comparable<Ip> {

    public Ip {
        if (!isV6 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    public static Ip v4(int bits) {
        return new Ip(0, Integer.toUnsignedLong(bits), false);
    }

    public static Ip v6(long high, long low) {
        return new Ip(high, low, true);
    }

    /** Empty when the text is no address. A zone ({@code %eth0}) and a prefix length are not accepted. */
    public static Optional<Ip> read(String text) {
        return text.indexOf(':') >= 0 ? readV6(text) : readV4(text);
    }

    private static Optional<Ip> readV4(String text) {
        long bits = 0;
        int parts = 0;
        int digits = 0;
        int part = 0;
        if (text.length() > 15) {
            return Optional.empty();
        }
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? '.' : text.charAt(i);
            if (c == '.') {
                if (digits == 0 || part > 255 || ++parts > 4) {
                    return Optional.empty();
                }
                bits = bits << 8 | part;
                digits = 0;
                part = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                part = part * 10 + (c - '0');
                digits++;
            } else {
                return Optional.empty();
            }
        }
        return parts == 4 ? Optional.of(new Ip(0, bits, false)) : Optional.empty();
    }

    private static Optional<Ip> readV6(String text) {
        if (text.length() > 45) {
            return Optional.empty();
        }
        String rest = text;
        int lastColon = text.lastIndexOf(':');
        if (text.indexOf('.') > lastColon) {
            Optional<Ip> tail = readV4(text.substring(lastColon + 1));
            if (tail.isEmpty()) {
                return Optional.empty();
            }
            long bits = tail.get().low;
            rest = text.substring(0, lastColon + 1) + Long.toHexString(bits >>> 16) + ":"
                    + Long.toHexString(bits & 0xFFFF);
        }
        int gap = rest.indexOf("::");
        if (gap >= 0 && rest.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        String[] front = groups(gap < 0 ? rest : rest.substring(0, gap));
        String[] back = gap < 0 ? new String[0] : groups(rest.substring(gap + 2));
        int given = front.length + back.length;
        if (gap < 0 ? given != 8 : given > 7) {
            return Optional.empty();
        }
        long[] halves = new long[2];
        for (int i = 0; i < 8; i++) {
            String group = "0";
            if (i < front.length) {
                group = front[i];
            } else if (i >= 8 - back.length) {
                group = back[i - (8 - back.length)];
            }
            if (!isGroup(group)) {
                return Optional.empty();
            }
            halves[i / 4] = halves[i / 4] << 16 | Integer.parseInt(group, 16);
        }
        return Optional.of(new Ip(halves[0], halves[1], true));
    }

    private static String[] groups(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }

    private static boolean isGroup(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** An address that routers of the Internet do not carry: RFC 1918, RFC 6598, link-local, loopback, RFC 4193. */
    public boolean isPrivate() {
        if (isV6) {
            return high >>> 57 == 0x7E || high >>> 54 == 0x3FA || (high == 0 && low <= 1);
        }
        return low >>> 24 == 10
                || low >>> 24 == 127
                || low >>> 20 == 0xAC1
                || low >>> 16 == 0xC0A8
                || low >>> 16 == 0xA9FE
                || low >>> 22 == 0x6440 >>> 6;
    }

    @Override
    public int compareTo(Ip other) {
        int byFamily = Boolean.compare(isV6, other.isV6);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        if (!isV6) {
            return (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
        }
        if (high == 0 && low >>> 32 == 0xFFFF) {
            return "::ffff:" + v4((int) low);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (int) ((i < 4 ? high : low) >>> (48 - 16 * (i % 4)) & 0xFFFF);
        }
        int gapStart = -1;
        int gapLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gapStart = i;
                gapLength = end - i;
            }
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == gapStart) {
                text.append(i == 0 ? "::" : ":");
                i += gapLength - 1;
                continue;
            }
            text.append(Integer.toHexString(groups[i]));
            if (i < 7) {
                text.append(':');
            }
        }
        return text.toString();
    }
}
