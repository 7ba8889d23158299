package kiriwake.clock;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The offset between two clocks out of pairs of readings of the same message. Each pair bounds the offset: the message
 * was read by one clock within a span and by the other within a span.
 */
public final class Offsets {

    private Offsets() {}

    /** One pair: the offset lies between {@code low} and {@code high} seconds, when the two really are one message. */
    public record Bound(double low, double high) {
        public double middle() {
            return (low + high) / 2;
        }
    }

    /** {@code seconds} ± {@code plusMinus}; {@code anchors}: how many bounds agree with it. */
    public record Estimate(double seconds, double plusMinus, int anchors) {

        /** The part that a time zone explains: the nearest quarter hour. */
        public double zoneSeconds() {
            return Math.rint(seconds / 900) * 900;
        }

        /** The rest: how wrong the clock is set. */
        public double skewSeconds() {
            return seconds - zoneSeconds();
        }

        /** {@code UTC+9}, {@code UTC-3:30}. */
        public String zone() {
            long minutes = Math.round(zoneSeconds() / 60);
            long hours = Math.abs(minutes) / 60;
            long rest = Math.abs(minutes) % 60;
            String sign = minutes < 0 ? "-" : "+";
            return rest == 0 ? "UTC" + sign + hours : String.format(Locale.ROOT, "UTC%s%d:%02d", sign, hours, rest);
        }
    }

    /** The offset that most bounds agree with; the middle of what they leave. Empty without bounds. */
    public static Optional<Estimate> of(List<Bound> bounds) {
        if (bounds.isEmpty()) {
            return Optional.empty();
        }
        double[] edges = new double[bounds.size() * 2];
        for (int i = 0; i < bounds.size(); i++) {
            edges[2 * i] = bounds.get(i).low();
            edges[2 * i + 1] = bounds.get(i).high();
        }
        Arrays.sort(edges);
        double bestLow = bounds.getFirst().low();
        double bestHigh = bounds.getFirst().high();
        int best = 0;
        var byLow = new ArrayList<>(bounds);
        byLow.sort(Comparator.comparingDouble(Bound::low));
        var byHigh = new ArrayList<>(bounds);
        byHigh.sort(Comparator.comparingDouble(Bound::high));
        int opened = 0;
        int closed = 0;
        for (int i = 0; i + 1 < edges.length; i++) {
            while (opened < byLow.size() && byLow.get(opened).low() <= edges[i]) {
                opened++;
            }
            while (closed < byHigh.size() && byHigh.get(closed).high() <= edges[i]) {
                closed++;
            }
            int covering = opened - closed;
            if (covering > best && edges[i + 1] > edges[i]) {
                best = covering;
                bestLow = edges[i];
                bestHigh = edges[i + 1];
            }
        }
        return Optional.of(new Estimate((bestLow + bestHigh) / 2, (bestHigh - bestLow) / 2, Math.max(best, 1)));
    }
}
