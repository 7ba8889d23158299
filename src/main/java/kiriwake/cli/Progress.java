package kiriwake.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One line on a terminal's standard error while something takes longer than two seconds; gone at the end. */
final class Progress implements AutoCloseable {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final PrintWriter err;
    private final long total;
    private final boolean interactive = Terminal.ofProcess().interactive();
    private final long started = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong last = new AtomicLong(started + QUIET_NANOS);
    private volatile boolean shown;

    /** @param total octets to come; 0 when nobody knows */
    Progress(PrintWriter err, long total) {
        this.err = err;
        this.total = total;
    }

    void add(long octets) {
        long sum = done.addAndGet(octets);
        long now = System.nanoTime();
        long then = last.get();
        if (!interactive || now - then < EVERY_NANOS || !last.compareAndSet(then, now)) {
            return;
        }
        shown = true;
        String part = total > 0 ? String.format(Locale.ROOT, " of %d MB", total >> 20) : "";
        err.printf(Locale.ROOT, "\rkiriwake: read %d MB%s ...", sum >> 20, part);
        err.flush();
    }

    @Override
    public void close() {
        if (shown) {
            err.print("\r" + " ".repeat(60) + "\r");
            err.flush();
        }
    }
}
