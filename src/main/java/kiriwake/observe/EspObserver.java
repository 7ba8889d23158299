package kiriwake.observe;

import java.util.ArrayList;
import java.util.List;
import kiriwake.event.Direction;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.net.Ip;

/** Counts ESP by SPI: the first packets are told one by one, later only that the number doubled. */
final class EspObserver {
    private static final int MOST_SPIS = 16_384;
    private static final int TOLD_SINGLY = 4;

    private final Bounded<Flow, Counted> counts = new Bounded<>(MOST_SPIS);

    private record Flow(Ip source, Ip destination, int spi) {}

    /** What was counted under one SPI. */
    static final class Counted {
        private long packets;
        private long octets;

        private boolean doubled() {
            return (packets & (packets - 1)) == 0;
        }

        /** There is something to tell; of most packets there is not. */
        boolean isNews() {
            return packets <= TOLD_SINGLY || doubled();
        }
    }

    /** Counts one packet of so many octets. */
    Counted count(Ip source, Ip destination, long spi, int octets) {
        Counted counted = counts.computeIfAbsent(new Flow(source, destination, (int) spi), key -> new Counted());
        counted.packets++;
        counted.octets += octets;
        return counted;
    }

    /** Facts of the packet that was counted last: none for most. */
    static List<Fact> facts(Counted counted, Way way, boolean encapsulated) {
        var facts = new ArrayList<Fact>(2);
        if (counted.packets <= TOLD_SINGLY) {
            facts.add(Fact.passed(way.direction() == Direction.IN ? Step.ESP_IN : Step.ESP_OUT));
        }
        if (counted.doubled()) {
            facts.add(Fact.told(
                    Sign.ESP_COUNT,
                    "direction",
                    way.direction().id(),
                    "packets",
                    Long.toString(counted.packets),
                    "octets",
                    Long.toString(counted.octets),
                    "encapsulated",
                    encapsulated ? "yes" : "no"));
        }
        return facts;
    }
}
