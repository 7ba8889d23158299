package kiriwake.source.tail;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The content of an open log file. */
sealed interface Octets extends Closeable {
    /** Fills the buffer from that offset; fewer octets only at the end. Offsets never go back, but may repeat. */
    int read(long offset, byte[] buffer) throws IOException;

    /** Of a compressed one {@code Long.MAX_VALUE}: known when it has been read. */
    long size() throws IOException;

    static Octets open(Path path, boolean packed) throws IOException {
        return packed ? new Packed(path) : new Plain(FileChannel.open(path, StandardOpenOption.READ));
    }

    /** Read where it lies, so that a file may be looked at again. */
    record Plain(FileChannel channel) implements Octets {
        @Override
        public int read(long offset, byte[] buffer) throws IOException {
            ByteBuffer target = ByteBuffer.wrap(buffer);
            while (target.hasRemaining()) {
                int got = channel.read(target, offset + target.position());
                if (got <= 0) {
                    break;
                }
            }
            return target.position();
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** gzip, read once from the front; keeps what was read last, for a line that is not complete yet. */
    final class Packed implements Octets {
        private static final int WINDOW = 8192;

        private final InputStream stream;
        private byte[] kept = new byte[0];
        private long keptFrom;
        private boolean damaged;

        Packed(Path path) throws IOException {
            InputStream file = Files.newInputStream(path);
            try {
                this.stream = new GZIPInputStream(file, WINDOW);
            } catch (IOException failure) {
                file.close();
                throw failure;
            }
        }

        @Override
        public int read(long offset, byte[] buffer) throws IOException {
            long keptTo = keptFrom + kept.length;
            if (offset < keptFrom) {
                throw new IOException("a compressed file is not read backwards");
            }
            int filled = 0;
            if (offset < keptTo) {
                filled = Math.min(buffer.length, (int) (keptTo - offset));
                System.arraycopy(kept, (int) (offset - keptFrom), buffer, 0, filled);
            } else if (offset > keptTo && !skip(offset - keptTo)) {
                return 0;
            }
            // what is kept beyond a short buffer stays kept
            if (offset + buffer.length < keptTo) {
                return filled;
            }
            while (filled < buffer.length) {
                int got = next(buffer, filled, buffer.length - filled);
                if (got < 0) {
                    break;
                }
                filled += got;
            }
            kept = Arrays.copyOf(buffer, filled);
            keptFrom = offset;
            return filled;
        }

        private boolean skip(long count) throws IOException {
            byte[] away = new byte[WINDOW];
            long left = count;
            while (left > 0) {
                int got = next(away, 0, (int) Math.min(left, away.length));
                if (got < 0) {
                    kept = new byte[0];
                    keptFrom += count - left;
                    return false;
                }
                left -= got;
            }
            return true;
        }

        private int next(byte[] buffer, int from, int length) throws IOException {
            if (damaged) {
                return -1;
            }
            try {
                return stream.read(buffer, from, length);
            } catch (EOFException | ZipException cutOrDamaged) {
                // what was before the damage is as good as ever
                damaged = true;
                return -1;
            }
        }

        boolean isDamaged() {
            return damaged;
        }

        @Override
        public long size() {
            return Long.MAX_VALUE;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
