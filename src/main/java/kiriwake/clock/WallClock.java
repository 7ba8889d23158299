package kiriwake.clock;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.Optional;
import kiriwake.event.Stamp;
import kiriwake.timeline.Moment;

/**
 * Reads the stamps of one source.
 *
 * @param offsetSeconds what its wall clock is ahead of the server's UTC; not used for absolute stamps
 * @param plusMinusSeconds how well the offset is known
 * @param reference a time near the source's own, which gives the year to stamps that have none
 */
public record WallClock(double offsetSeconds, double plusMinusSeconds, Optional<Instant> reference) {
    /** No other year's reading can be nearer than one within 182 days. */
    private static final long NEAREST_SECONDS = 182 * 86_400L;

    /** A clock that shows UTC. */
    public static WallClock utc(Optional<Instant> reference) {
        return new WallClock(0, 0, reference);
    }

    public WallClock withOffset(double seconds, double plusMinus) {
        return new WallClock(seconds, plusMinus, reference);
    }

    /** A reading cut to whole units lies half a unit later, give or take half a unit. Empty for {@link Stamp.None}. */
    public Optional<Moment> moment(Stamp stamp) {
        double half = stamp.precisionNanos() > 1_000_000 ? stamp.precisionNanos() / 2e9 : 0;
        return switch (stamp) {
            case Stamp.Absolute absolute ->
                Optional.of(new Moment(absolute.at().plusNanos(Math.round(half * 1e9)), half));
            case Stamp.Wall wall -> {
                Instant reading = withYear(wall).toInstant(ZoneOffset.UTC);
                yield Optional.of(new Moment(
                        reading.plusNanos(Math.round((half - offsetSeconds) * 1e9)), half + plusMinusSeconds));
            }
            case Stamp.None() -> Optional.empty();
        };
    }

    /** Without a year of its own: the year that brings it nearest to the reference. */
    private LocalDateTime withYear(Stamp.Wall wall) {
        if (wall.yearKnown() || reference.isEmpty()) {
            return wall.at();
        }
        long near = reference.get().getEpochSecond();
        int nearYear = LocalDateTime.ofEpochSecond(near, 0, ZoneOffset.UTC).getYear();
        LocalDateTime best = in(wall.at(), nearYear);
        for (int year = nearYear - 1; year <= nearYear + 1 && secondsBetween(best, near) > NEAREST_SECONDS; year++) {
            LocalDateTime candidate = in(wall.at(), year);
            if (secondsBetween(candidate, near) < secondsBetween(best, near)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long secondsBetween(LocalDateTime at, long epochSecond) {
        return Math.abs(at.toEpochSecond(ZoneOffset.UTC) - epochSecond);
    }

    private static LocalDateTime in(LocalDateTime at, int year) {
        boolean leapDay = at.getMonth() == Month.FEBRUARY && at.getDayOfMonth() == 29;
        return leapDay && !java.time.Year.isLeap(year)
                ? at.withDayOfMonth(28).withYear(year).plusDays(1)
                : at.withYear(year);
    }
}
