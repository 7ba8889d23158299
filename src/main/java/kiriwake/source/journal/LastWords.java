package kiriwake.source.journal;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keeps the end of what a program complains about. */
final class LastWords extends OutputStream {
    private static final int MOST = 300;

    private byte[] words = new byte[0];

    @Override
    public synchronized void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] octets, int from, int length) {
        byte[] all = Arrays.copyOf(words, words.length + length);
        System.arraycopy(octets, from, all, words.length, length);
        words = Arrays.copyOfRange(all, Math.max(0, all.length - MOST), all.length);
    }

    /** Empty, or as the second half of a sentence. */
    synchronized String said() {
        String text = new String(words, StandardCharsets.UTF_8).strip().replace('\n', ' ');
        return text.isEmpty() ? "" : ", saying: " + text;
    }
}
