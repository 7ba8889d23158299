package kiriwake.agent;

import java.time.Duration;

/** When something was done last, and whether it is time again. For one thread. */
final class Every {
    private final long nanos;
    private long last;

    /** Due at once. */
    Every(Duration span) {
        nanos = span.toNanos();
        last = System.nanoTime() - nanos;
    }

    /** Due after the span. */
    static Every later(Duration span) {
        var every = new Every(span);
        every.last = System.nanoTime();
        return every;
    }

    /** Asking counts as doing it. */
    boolean isDue() {
        long now = System.nanoTime();
        if (now - last < nanos) {
            return false;
        }
        last = now;
        return true;
    }
}
