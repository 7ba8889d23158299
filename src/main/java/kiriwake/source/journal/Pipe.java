package kiriwake.source.journal;

import java.io.ByteArrayOutputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Optional;
import kiriwake.bytes.Bytes;

/**
 * From the thread that reads {@code journalctl} to the one that asks for lines. When nobody asks, the writer waits, and with
 * it {@code journalctl}: nothing is lost, the journal keeps it.
 */
final class Pipe extends OutputStream {
    static final int LONGEST_LINE = 512 << 10;
    private static final int MOST_BYTES = 1 << 20;

    private final ArrayDeque<Bytes> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long bytes;
    private boolean closed;
    private Optional<String> end = Optional.empty();

    @Override
    public void write(int octet) throws InterruptedIOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws InterruptedIOException {
        int start = from;
        for (int i = from; i < from + length; i++) {
            if (octets[i] == '\n') {
                add(octets, start, i - start);
                flushLine();
                start = i + 1;
            }
        }
        add(octets, start, from + length - start);
    }

    private void add(byte[] octets, int from, int length) {
        // a longer one is cut; as JSON it then cannot be read and is counted as unread
        int room = LONGEST_LINE - line.size();
        line.write(octets, from, Math.min(length, room));
    }

    private synchronized void flushLine() throws InterruptedIOException {
        byte[] whole = line.toByteArray();
        line.reset();
        while (bytes > MOST_BYTES && !closed) {
            try {
                wait();
            } catch (InterruptedException ended) {
                throw new InterruptedIOException("journalctl is no longer read");
            }
        }
        if (!closed && whole.length > 0) {
            lines.add(Bytes.of(whole));
            bytes += whole.length;
        }
    }

    synchronized Optional<Bytes> take() {
        Bytes next = lines.poll();
        if (next != null) {
            bytes -= next.length();
            notifyAll();
        }
        return Optional.ofNullable(next);
    }

    /** It is over; {@code why} in words. */
    synchronized void ended(String why) {
        end = Optional.of(why);
    }

    /** Why it is over, once all it printed has been taken. */
    synchronized Optional<String> end() {
        return lines.isEmpty() ? end : Optional.empty();
    }

    /** Nobody asks any more. */
    @Override
    public synchronized void close() {
        closed = true;
        lines.clear();
        bytes = 0;
        notifyAll();
    }
}
