package kiriwake.timeline;

import java.time.Instant;

/** A point in time by the server's clock. {@code plusMinusSeconds} is never negative; two moments that overlap have no order. */
public record Moment(Instant at, double plusMinusSeconds) implements Comparable<Moment> {

    public static Moment exact(Instant at) {
        return new Moment(at, 0);
    }

    /** Seconds from {@code earlier} to this one, negative when it is later. */
    public double secondsAfter(Moment earlier) {
        long seconds = at.getEpochSecond() - earlier.at.getEpochSecond();
        int nanos = at.getNano() - earlier.at.getNano();
        return nanos < 0 ? seconds - 1 + (nanos + 1_000_000_000) / 1e9 : seconds + nanos / 1e9;
    }

    public Moment plusSeconds(double seconds) {
        return new Moment(at.plusNanos(Math.round(seconds * 1e9)), plusMinusSeconds);
    }

    /** The end of the span it may lie in. */
    public Instant latest() {
        return at.plusNanos(Math.round(plusMinusSeconds * 1e9));
    }

    /** Certainly before, whatever the uncertainties. */
    public boolean isSurelyBefore(Moment other) {
        return other.secondsAfter(this) > plusMinusSeconds + other.plusMinusSeconds;
    }

    @Override
    public int compareTo(Moment other) {
        return at.compareTo(other.at);
    }
}
