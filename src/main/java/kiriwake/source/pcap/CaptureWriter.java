package kiriwake.source.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes one capture of one link type: pcap with nanoseconds, in the byte order of most readers. Whole records only: after
 * a write that failed the file is cut back to the last whole one, and what was not written is counted. A process that is
 * killed loses what was not flushed, and a reader gets every record before. Not for use by many threads.
 */
public final class CaptureWriter implements AutoCloseable {
    /** Magic of pcap with nanoseconds. */
    private static final int NANOSECONDS = 0xA1B23C4D;

    private static final int RECORD_HEADER = 16;
    private static final int BUFFER = 1 << 16;

    private final Output output;
    private final long mostOctets;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final int linkType;
    private long whole;
    private long buffered;
    private long written;
    private long refused;
    private long lost;

    /** What the file system does, so that a full disk can be tried without one. */
    interface Output extends AutoCloseable {
        /** Takes some or all of the octets, as a channel does. */
        int write(ByteBuffer octets) throws IOException;

        void truncate(long length) throws IOException;

        @Override
        void close() throws IOException;
    }

    private CaptureWriter(Output output, int linkType, int snapLength, long mostOctets) throws IOException {
        this.output = output;
        this.linkType = linkType;
        this.mostOctets = mostOctets;
        buffer.putInt(NANOSECONDS)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(snapLength)
                .putInt(linkType);
        flush();
    }

    /**
     * Makes the file, or empties it.
     *
     * @param linkType of the file format's registry (LINKTYPE_)
     * @param mostOctets the file never becomes longer
     */
    public static CaptureWriter create(Path file, int linkType, int snapLength, long mostOctets) throws IOException {
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            return on(new Channel(channel), linkType, snapLength, mostOctets);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    static CaptureWriter on(Output output, int linkType, int snapLength, long mostOctets) throws IOException {
        return new CaptureWriter(output, linkType, snapLength, mostOctets);
    }

    private record Channel(FileChannel channel) implements Output {
        @Override
        public int write(ByteBuffer octets) throws IOException {
            return channel.write(octets);
        }

        @Override
        public void truncate(long length) throws IOException {
            channel.truncate(length);
            channel.position(length);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    public int linkType() {
        return linkType;
    }

    /** Records in the file and in the buffer. */
    public long written() {
        return written;
    }

    /** Records that did not fit under the limit. */
    public long refused() {
        return refused;
    }

    /** Records that a failed write lost. */
    public long lost() {
        return lost;
    }

    /**
     * Octets of the file, those that are not flushed yet included.
     */
    public long length() {
        return whole + buffer.position();
    }

    /**
     * One packet: the octets from {@code from} to {@code to} of {@code wireLength}.
     *
     * @param nanos since 1970-01-01T00:00Z
     * @return false when it would not fit under the limit; it is counted and nothing is written
     */
    public boolean write(long nanos, int wireLength, byte[] octets, int from, int to) throws IOException {
        int length = to - from;
        if (length() + RECORD_HEADER + length > mostOctets) {
            refused++;
            return false;
        }
        if (buffer.remaining() < RECORD_HEADER + length) {
            flush();
        }
        if (buffer.remaining() < RECORD_HEADER + length) {
            refused++;
            return false;
        }
        buffer.putInt((int) Math.floorDiv(nanos, 1_000_000_000L))
                .putInt((int) Math.floorMod(nanos, 1_000_000_000L))
                .putInt(length)
                .putInt(Math.max(wireLength, length))
                .put(octets, from, length);
        buffered++;
        written++;
        return true;
    }

    /** There are records that were not handed to the operating system yet. */
    public boolean hasUnflushed() {
        return buffered > 0;
    }

    /**
     * Hands everything to the operating system. When that fails, the records since the last flush are lost, the file is as
     * it was after that, and the next ones may be tried.
     */
    public void flush() throws IOException {
        buffer.flip();
        int length = buffer.remaining();
        try {
            while (buffer.hasRemaining()) {
                if (output.write(buffer) == 0) {
                    throw new IOException("nothing more could be written");
                }
            }
            whole += length;
        } catch (IOException failure) {
            lost += buffered;
            written -= buffered;
            output.truncate(whole);
            throw failure;
        } finally {
            buffered = 0;
            buffer.clear();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            flush();
        } finally {
            output.close();
        }
    }
}
