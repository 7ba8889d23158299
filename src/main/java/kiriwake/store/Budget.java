package kiriwake.store;

/**
 * How much room the store may take.
 *
 * @param bytes of database, case folders and uploads together
 * @param freeBytes that are left free on the file system, or a twentieth of it if that is less
 * @param keptFailed so many of the newest failed attempts are never dropped
 * @param ballastBytes set aside, to be given up when the disk is full so that what is dropped can be written down
 */
public record Budget(long bytes, long freeBytes, int keptFailed, int ballastBytes) {
    public static final Budget USUAL = new Budget(256L << 20, 200L << 20, 50, 2 << 20);

    public Budget {
        if (bytes < 1 << 20 || freeBytes < 0 || keptFailed < 1 || ballastBytes < 0) {
            throw new IllegalArgumentException("a budget below 1 MiB, or negative");
        }
    }
}
