package kiriwake.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import kiriwake.clock.Offsets.Bound;
import kiriwake.clock.Offsets.Estimate;
import org.junit.jupiter.api.Test;

class OffsetsTest {

    @Test
    void boundsAreIntersected() {
        Estimate estimate = Offsets.of(List.of(new Bound(9.0, 10.0), new Bound(9.6, 10.6), new Bound(9.4, 10.4)))
                .orElseThrow();
        assertThat(estimate.seconds()).isCloseTo(9.8, within(1e-9));
        assertThat(estimate.plusMinus()).isCloseTo(0.2, within(1e-9));
        assertThat(estimate.anchors()).isEqualTo(3);
    }

    @Test
    void oneBoundThatDoesNotAgreeIsOutvoted() {
        Estimate estimate = Offsets.of(List.of(new Bound(9, 10), new Bound(9.5, 10.5), new Bound(50, 51)))
                .orElseThrow();
        assertThat(estimate.seconds()).isCloseTo(9.75, within(1e-9));
        assertThat(estimate.anchors()).isEqualTo(2);
    }

    @Test
    void nothingGivesNothing() {
        assertThat(Offsets.of(List.of())).isEmpty();
    }

    @Test
    void theOffsetIsAZoneAndARest() {
        var japan = new Estimate(32_459, 0.5, 3);
        assertThat(japan.zone()).isEqualTo("UTC+9");
        assertThat(japan.skewSeconds()).isEqualTo(59);
        var india = new Estimate(19_801, 0.5, 3);
        assertThat(india.zone()).isEqualTo("UTC+5:30");
        var west = new Estimate(-18_049, 0.5, 3);
        assertThat(west.zone()).isEqualTo("UTC-5");
        assertThat(west.skewSeconds()).isEqualTo(-49);
    }
}
