package kiriwake.source.tail;

import java.util.Arrays;

/**
 * The first octets of a file: what it is known by when its name and its inode say nothing. Log lines begin with their
 * time, so two files of one log do not begin alike unless one is a copy of the other.
 */
final class Head {
    static final int LONGEST = 1024;

    private final byte[] octets = new byte[LONGEST];
    private int length;

    int length() {
        return length;
    }

    boolean isFull() {
        return length == LONGEST;
    }

    /** Takes what follows on its end out of octets that stand at {@code offset} in the file. */
    void extend(long offset, byte[] buffer, int count) {
        if (isFull() || offset > length || offset + count <= length) {
            return;
        }
        int from = (int) (length - offset);
        int more = Math.min(LONGEST - length, count - from);
        System.arraycopy(buffer, from, octets, length, more);
        length += more;
    }

    /** The first {@code count} octets of the buffer begin with this head. */
    boolean begins(byte[] buffer, int count) {
        return count >= length && Arrays.equals(octets, 0, length, buffer, 0, length);
    }

    /** Of the first {@code count} octets; FNV-1a with 64 bits. */
    long hash(int count) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < count; i++) {
            hash = (hash ^ (octets[i] & 255)) * 0x100000001b3L;
        }
        return hash;
    }

    /** This is, or begins with, the head that was noted down. */
    boolean matches(int notedLength, long notedHash) {
        return notedLength > 0 && length >= notedLength && hash(notedLength) == notedHash;
    }
}
