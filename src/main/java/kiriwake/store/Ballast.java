package kiriwake.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Room set aside: given up when the disk is full, so that what is dropped can be written down, and taken again later. */
record Ballast(Path file, int bytes) {
    boolean isThere() throws IOException {
        return Files.exists(file) && Files.size(file) == bytes;
    }

    void release() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Does nothing when there is no room for it. */
    void take(long freeBytes) throws IOException {
        if (bytes == 0 || isThere() || freeBytes < 4L * bytes) {
            return;
        }
        byte[] weight = new byte[bytes];
        // file systems that compress would make nothing of zeros
        new Random(bytes).nextBytes(weight);
        Files.write(file, weight);
    }
}
