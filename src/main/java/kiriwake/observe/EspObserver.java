package kiriwake.observe;

import java.util.ArrayList;
import java.util.List;
import kiriwake.event.Direction;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;

/** Counts ESP by SPI: the first packets are told one by one, later only that the number doubled. */
final class EspObserver {
    private static final int MOST_SPIS = 16_384;
    private static final int TOLD_SINGLY = 4;

    private final Bounded<String, long[]> counts = new Bounded<>(MOST_SPIS);

    /** Facts of one packet: none for most. {@code octets}: of the ESP packet. */
    List<Fact> facts(Way way, String spi, int octets, boolean encapsulated) {
        long[] count = counts.computeIfAbsent(way.peer() + " " + way.direction() + " " + spi, key -> new long[2]);
        count[0]++;
        count[1] += octets;
        boolean doubled = (count[0] & (count[0] - 1)) == 0;
        if (count[0] > TOLD_SINGLY && !doubled) {
            return List.of();
        }
        var facts = new ArrayList<Fact>(2);
        if (count[0] <= TOLD_SINGLY) {
            facts.add(Fact.passed(way.direction() == Direction.IN ? Step.ESP_IN : Step.ESP_OUT));
        }
        if (doubled) {
            facts.add(Fact.told(
                    Sign.ESP_COUNT,
                    "direction",
                    way.direction().id(),
                    "packets",
                    Long.toString(count[0]),
                    "octets",
                    Long.toString(count[1]),
                    "encapsulated",
                    encapsulated ? "yes" : "no"));
        }
        return facts;
    }
}
