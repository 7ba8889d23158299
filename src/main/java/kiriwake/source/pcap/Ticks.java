package kiriwake.source.pcap;

import java.math.BigInteger;

/**
 * How long one tick of an interface is (pcapng's if_tsresol): {@code exponent} of ten, or of two, below a second.
 */
record Ticks(boolean binary, int exponent) {
    static final Ticks MICROSECONDS = new Ticks(false, 6);
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);
    private static final long[] TENS = {
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    static Ticks of(int resolution) {
        return new Ticks((resolution & 0x80) != 0, resolution & 0x7F);
    }

    /** Whole nanoseconds of so many ticks, which are unsigned; exact, what is left over is cut off. */
    long nanos(long ticks) {
        if (!binary && exponent < TENS.length && ticks >= 0) {
            return ticks * TENS[9 - exponent];
        }
        var count = new BigInteger(Long.toUnsignedString(ticks));
        BigInteger perSecond = binary ? BigInteger.ONE.shiftLeft(exponent) : BigInteger.TEN.pow(exponent);
        return count.multiply(NANOS).divide(perSecond).longValue();
    }
}
