package kiriwake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.event.Event;
import kiriwake.event.Evidence;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Stamp;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;
import org.junit.jupiter.api.Test;

class LiveLadderTest {
    private final StringWriter shown = new StringWriter();
    private final LiveLadder plain =
            new LiveLadder(new PrintWriter(shown), new Terminal(Map.of("NO_COLOR", "1"), false));

    private static Timed packet(Step step) {
        return timed(
                Vantage.WIRE,
                new Evidence.Packet("eth0", 1, step.label()),
                Fact.passed(step),
                List.of(new Tie(Tie.Kind.PEER, "203.0.113.45")));
    }

    private static Timed line(Vantage vantage, Fact fact, String text) {
        return timed(vantage, new Evidence.LogLine("/var/log/secure", 1, text), fact, List.of());
    }

    private static Timed timed(Vantage vantage, Evidence evidence, Fact fact, List<Tie> ties) {
        return new Timed(
                new Event(new Stamp.None(), vantage, evidence, fact, ties),
                Optional.of(Moment.exact(Instant.parse("2026-11-23T08:43:08.120Z"))));
    }

    @Test
    void withoutATerminalEachMessageIsOneLineWrittenOnce() {
        plain.happened(packet(Step.MM1));
        plain.happened(packet(Step.MM1));
        plain.happened(packet(Step.MM2));
        plain.waiting(Duration.ofSeconds(3), 3);
        assertThat(shown.toString().lines())
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("203.0.113.45    --> MM1")
                                .endsWith("wire"),
                        second -> assertThat(second).contains("203.0.113.45    <-- MM2"));
    }

    @Test
    void onATerminalARepeatedMessageIsCountedInItsRow() {
        var ladder = new LiveLadder(new PrintWriter(shown), new Terminal(Map.of("TERM", "xterm"), true));
        ladder.happened(packet(Step.MM1));
        ladder.happened(packet(Step.MM1));
        ladder.happened(line(Vantage.IKE, Fact.passed(Step.MM1), "MM1"));
        assertThat(shown.toString())
                .contains("\u001B[1A")
                .contains("wire  (2 times)")
                .contains("wire, ike  (2 times)");
        assertThat(shown.toString().lines().filter(text -> text.startsWith("0")))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void whatADaemonRefusesIsShownInItsWordsWithoutTheEnvelopeAndControlCharacters() {
        plain.happened(line(
                Vantage.IKE,
                Fact.told(Sign.IKE_PSK_MISMATCH),
                "Nov 23 08:43:08 vpn pluto[77]: probable \u001B[2Jauthentication failure"));
        plain.happened(line(Vantage.IKE, Fact.told(Sign.VENDOR_IDS), "pluto[77]: received Vendor ID"));
        assertThat(shown.toString().lines())
                .singleElement()
                .asString()
                .endsWith("ike: pluto[77]: probable  [2Jauthentication failure");
    }
}
