package kiriwake.observe;

import java.util.ArrayList;
import java.util.List;
import kiriwake.event.Direction;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.net.Ip;

/**
 * Counts ESP by SPI: the first packets are told one by one, later only that the number doubled. And sees from outside that
 * TCP inside gets no acknowledgement of its big segments: the same length again and again, after twice the wait each time
 * (RFC 6298 §5.5).
 */
final class EspObserver {
    private static final int TOLD_SINGLY = 4;

    private static final int BIG_OCTETS = 900;
    private static final long SHORTEST_WAIT_NANOS = 150_000_000;
    private static final int WAITS_TO_BE_SURE = 4;

    private final Bounded<Flow, Counted> counts;
    private final Bounded<Line, Sent> lines;

    EspObserver(Memory memory) {
        counts = new Bounded<>(memory.flows());
        lines = new Bounded<>(memory.flows());
    }

    private record Flow(Ip source, Ip destination, int spi) {}

    private record Line(Ip source, Ip destination) {}

    /** All ESP from one address to another, whatever its SPI. */
    private static final class Sent {
        private long packets;
        private long bigOctets;
        private long bigNanos;
        private long waited;
        private long beganNanos;
        private long cameBackBefore;
        private int doubled;

        /** True when the wait before this big packet was, once more, about twice the last one. */
        boolean backsOff(int octets, long nanos, Sent back) {
            long wait = nanos - bigNanos;
            boolean again = octets == bigOctets && wait >= SHORTEST_WAIT_NANOS;
            boolean twice = again && waited > 0 && 2 * wait >= 3 * waited && wait <= 3 * waited;
            if (twice) {
                doubled++;
            } else {
                doubled = 0;
                beganNanos = again ? bigNanos : nanos;
                cameBackBefore = back.packets;
            }
            waited = again ? wait : 0;
            bigOctets = octets;
            bigNanos = nanos;
            return twice && doubled >= WAITS_TO_BE_SURE;
        }
    }

    /** What was counted under one SPI. */
    static final class Counted {
        private final Sent sent;
        private final Sent back;
        private long packets;
        private long octets;
        private boolean backsOff;

        private Counted(Sent sent, Sent back) {
            this.sent = sent;
            this.back = back;
        }

        private boolean doubled() {
            return (packets & (packets - 1)) == 0;
        }

        /** There is something to tell; of most packets there is not. */
        boolean isNews() {
            return backsOff || packets <= TOLD_SINGLY || doubled();
        }
    }

    /** Counts one packet of so many octets, seen at a time in nanoseconds, 0 when it is not known. */
    Counted count(Ip source, Ip destination, long spi, int octets, long nanos) {
        Counted counted = counts.computeIfAbsent(
                new Flow(source, destination, (int) spi),
                key -> new Counted(sent(source, destination), sent(destination, source)));
        counted.packets++;
        counted.octets += octets;
        counted.sent.packets++;
        counted.backsOff = octets >= BIG_OCTETS && counted.sent.backsOff(octets, nanos, counted.back);
        return counted;
    }

    private Sent sent(Ip source, Ip destination) {
        return lines.computeIfAbsent(new Line(source, destination), key -> new Sent());
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
        if (counted.backsOff) {
            Sent sent = counted.sent;
            facts.add(Fact.told(
                    Sign.ESP_BACKOFF,
                    "direction",
                    way.direction().id(),
                    "octets",
                    Long.toString(sent.bigOctets),
                    "times",
                    Integer.toString(sent.doubled + 2),
                    "seconds",
                    Long.toString((sent.bigNanos - sent.beganNanos) / 1_000_000_000),
                    "cameBack",
                    Long.toString(counted.back.packets - sent.cameBackBefore)));
        }
        return facts;
    }
}
