package kiriwake.decode;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Arrays;
import kiriwake.net.Ip;
import kiriwake.wire.PlainEsp;

/**
 * The line of an ESP packet without keys, put together in one piece: these are most of a busy server's capture, and field
 * by field they take twice the time.
 */
final class PlainEspLine {
    private static final String HEX = "0123456789abcdef";
    private static final int KNOWN = 4096;

    private final Ip[] addresses = new Ip[KNOWN];
    private final char[][] texts = new char[KNOWN][];
    private final char[] digits = new char[20];
    private char[] line = new char[512];
    private int length;

    PlainEspLine() {
        Arrays.fill(addresses, Ip.v4(0));
        Arrays.fill(texts, "0.0.0.0".toCharArray());
    }

    void write(PlainEsp esp, JsonGenerator json) throws IOException {
        length = 0;
        text("{\"n\":");
        number(esp.number());
        text(",\"t\":\"");
        number(esp.nanos());
        text("\",\"len\":");
        number(esp.length());
        if (esp.captured() < esp.length()) {
            text(",\"cap_len\":");
            number(esp.captured());
        }
        text(",\"src\":\"");
        address(esp.source());
        text("\",\"dst\":\"");
        address(esp.destination());
        text("\"");
        if (esp.isEncapsulated()) {
            text(",\"sport\":");
            number(esp.sourcePort());
            text(",\"dport\":");
            number(esp.destinationPort());
        }
        text(",\"proto\":\"esp\",\"esp\":{\"spi\":\"0x");
        for (int shift = 28; shift >= 0; shift -= 4) {
            line[length++] = HEX.charAt((int) (esp.spi() >> shift) & 15);
        }
        text("\",\"seq\":");
        number(esp.sequence());
        text("},\"malformed\":false}\n");
        json.writeRaw(line, 0, length);
    }

    private void text(String text) {
        text.getChars(0, text.length(), line, length);
        length += text.length();
    }

    /** Through a small table that keeps the last text for each hash: a capture has few addresses. */
    private void address(Ip ip) {
        int slot = (int) (ip.low() ^ ip.low() >>> 12 ^ ip.high() * 31) & (KNOWN - 1);
        if (!addresses[slot].equals(ip)) {
            addresses[slot] = ip;
            texts[slot] = ip.toString().toCharArray();
        }
        char[] known = texts[slot];
        System.arraycopy(known, 0, line, length, known.length);
        length += known.length;
    }

    private void number(long value) {
        if (value < 0) {
            text(Long.toString(value));
            return;
        }
        int at = digits.length;
        long rest = value;
        do {
            digits[--at] = (char) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        System.arraycopy(digits, at, line, length, digits.length - at);
        length += digits.length - at;
    }
}
