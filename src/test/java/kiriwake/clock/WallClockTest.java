package kiriwake.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Optional;
import kiriwake.event.Stamp;
import kiriwake.timeline.Moment;
import org.junit.jupiter.api.Test;

class WallClockTest {
    private static final long SECOND = 1_000_000_000;

    private static Stamp.Wall withoutYear(String text) {
        return new Stamp.Wall(LocalDateTime.parse(text), false, SECOND);
    }

    @Test
    void aSyslogLineIsHalfASecondLaterGiveOrTakeHalfASecond() {
        WallClock clock = WallClock.utc(Optional.of(Instant.parse("2026-11-24T00:00:00Z")));
        Moment moment = clock.moment(withoutYear("1970-11-23T08:22:09")).orElseThrow();
        assertThat(moment.at()).isEqualTo(Instant.parse("2026-11-23T08:22:09.5Z"));
        assertThat(moment.plusMinusSeconds()).isEqualTo(0.5);
    }

    @Test
    void theYearIsTheOneNearestToTheReference() {
        WallClock clock = WallClock.utc(Optional.of(Instant.parse("2026-01-01T00:10:00Z")));
        assertThat(clock.moment(withoutYear("1970-12-31T23:59:59"))
                        .orElseThrow()
                        .at())
                .isEqualTo(Instant.parse("2025-12-31T23:59:59.5Z"));
        assertThat(clock.moment(withoutYear("1970-01-01T00:00:01"))
                        .orElseThrow()
                        .at())
                .isEqualTo(Instant.parse("2026-01-01T00:00:01.5Z"));
    }

    @Test
    void theOffsetIsTakenAway() {
        WallClock clock = WallClock.utc(Optional.empty()).withOffset(32_400, 0.3);
        Moment moment = clock.moment(new Stamp.Wall(LocalDateTime.parse("2026-11-23T17:22:09"), true, SECOND))
                .orElseThrow();
        assertThat(moment.at()).isEqualTo(Instant.parse("2026-11-23T08:22:09.5Z"));
        assertThat(moment.plusMinusSeconds()).isEqualTo(0.8);
    }

    @Test
    void aPacketIsExact() {
        Instant at = Instant.parse("2026-11-23T08:22:09.123456789Z");
        Moment moment = WallClock.utc(Optional.empty())
                .moment(new Stamp.Absolute(at, 1))
                .orElseThrow();
        assertThat(moment).isEqualTo(Moment.exact(at));
    }

    @Test
    void noStampIsNoMoment() {
        assertThat(WallClock.utc(Optional.empty()).moment(new Stamp.None())).isEmpty();
    }
}
