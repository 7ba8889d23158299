package kiriwake.attempt;

import static kiriwake.told.Told.line;
import static kiriwake.told.Told.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import kiriwake.attempt.ClientClock.Joined;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Timed;
import org.junit.jupiter.api.Test;

class ClientClockTest {
    private static final String PEER = "203.0.113.45";
    private static final double JAPAN = 32_400 + 17;

    private static Draft draft(Timed... events) {
        var draft = new Draft();
        for (Timed event : events) {
            draft.add(event);
        }
        return draft;
    }

    /** A line of the client: its clock is ahead by the offset. */
    private static Timed mac(double second, Step step, String... ties) {
        return line(second + JAPAN, Vantage.CLIENT, step, ties);
    }

    @Test
    void aSharedMagicNumberGivesTheOffsetToTheSecond() {
        Draft run = draft(mac(0.2, Step.MM1), mac(2.7, Step.LCP_IN, "CLIENT_MAGIC", "92ffc713"));
        Draft server = draft(
                wire(0.2, Step.MM1, "PEER", PEER), wire(2.7, Step.LCP_IN, "PEER", PEER, "CLIENT_MAGIC", "92ffc713"));
        Joined joined = ClientClock.join(List.of(run), List.of(server), Optional.empty(), false);
        assertThat(joined.how()).isEqualTo("exact");
        assertThat(joined.clock().orElseThrow().seconds()).isCloseTo(JAPAN, within(0.7));
        assertThat(joined.clock().orElseThrow().zone()).isEqualTo("UTC+9");
        assertThat(joined.pairs().getFirst().draft()).hasValue(server);
    }

    @Test
    void withoutSharedValuesTheSequenceOfTwoAttemptsGivesIt() {
        Draft first = draft(mac(0, Step.MM1), line(10 + JAPAN, Vantage.CLIENT, Sign.CLIENT_IPSEC_FAILED));
        Draft second = draft(mac(95, Step.MM1), mac(95, Step.MM2), mac(96, Step.QM1));
        Draft one = draft(wire(0.3, Step.MM1, "PEER", PEER), wire(3.3, Step.MM1, "PEER", PEER));
        Draft two = draft(
                wire(95.3, Step.MM1, "PEER", PEER),
                wire(95.4, Step.MM2, "PEER", PEER),
                wire(95.5, Step.MM3, "PEER", PEER),
                wire(96.2, Step.QM1, "PEER", PEER));
        Joined joined = ClientClock.join(List.of(first, second), List.of(one, two), Optional.empty(), false);
        assertThat(joined.how()).isEqualTo("sequence");
        assertThat(joined.clock().orElseThrow().seconds()).isCloseTo(JAPAN, within(1.0));
        assertThat(joined.pairs().get(0).draft()).hasValue(one);
        assertThat(joined.pairs().get(1).draft()).hasValue(two);
    }

    @Test
    void aClientThatGotAnAnswerIsNotJoinedToAnAttemptThatGotNone() {
        Draft run = draft(mac(0, Step.MM1), mac(0, Step.MM2));
        Draft server = draft(wire(0.3, Step.MM1, "PEER", PEER), wire(3.3, Step.MM1, "PEER", PEER));
        assertThat(ClientClock.fits(run, server)).isFalse();
    }

    @Test
    void twoAttemptsThatFitAsWellCannotBeToldApart() {
        Draft run = draft(mac(0, Step.MM1), line(10 + JAPAN, Vantage.CLIENT, Sign.CLIENT_IPSEC_FAILED));
        Draft one = draft(wire(0.3, Step.MM1, "PEER", PEER));
        Draft two = draft(wire(40.3, Step.MM1, "PEER", "203.0.113.99"));
        Joined joined = ClientClock.join(List.of(run), List.of(one, two), Optional.empty(), false);
        assertThat(joined.clock()).isEmpty();
        assertThat(joined.pairs().getFirst().alignment()).isEqualTo(Attempt.Alignment.IMPOSSIBLE);
    }

    @Test
    void theDraftThatSharesMoreMessagesIsTheOne() {
        Draft run = draft(
                mac(0, Step.MM1),
                mac(0, Step.MM2),
                mac(1, Step.QM1),
                line(31 + JAPAN, Vantage.CLIENT, Sign.CLIENT_IPSEC_FAILED));
        Draft one = draft(
                wire(0.3, Step.MM1, "PEER", PEER),
                wire(0.4, Step.MM2, "PEER", PEER),
                wire(1.2, Step.QM1, "PEER", PEER),
                wire(28.2, Step.QM1, "PEER", PEER));
        Draft two = draft(
                wire(31.3, Step.MM1, "PEER", PEER),
                wire(31.4, Step.MM2, "PEER", PEER),
                wire(32.2, Step.QM1, "PEER", PEER));
        Joined joined = ClientClock.join(List.of(run), List.of(one, two), Optional.empty(), false);
        assertThat(joined.clock().orElseThrow().seconds()).isCloseTo(JAPAN, within(1.0));
        assertThat(joined.pairs().getFirst().draft()).hasValue(one);
    }

    @Test
    void whatBeginsAnewWithinOneRunIsOneAttempt() {
        Draft run = draft(mac(0, Step.MM1), line(10 + JAPAN, Vantage.CLIENT, Sign.CLIENT_IPSEC_FAILED));
        Draft one = draft(wire(0.3, Step.MM1, "PEER", PEER));
        Draft two = draft(wire(3.3, Step.MM1, "PEER", PEER));
        Joined joined = ClientClock.join(List.of(run), List.of(one, two), Optional.empty(), false);
        assertThat(joined.pairs().getFirst().draft()).hasValue(one);
        assertThat(joined.pairs().getFirst().repeated()).containsExactly(two);
        assertThat(one.events()).hasSize(2);
    }

    @Test
    void theServersSilenceCountsOnlyWhenNobodyElseCanBeMeant() {
        Draft run =
                draft(mac(0, Step.MM1), mac(0, Step.MM2), line(30 + JAPAN, Vantage.CLIENT, Sign.CLIENT_IPSEC_FAILED));
        var watched = Optional.of(new ClientClock.Span(
                wire(-10, Step.MM1).moment().orElseThrow(),
                wire(60, Step.MM1).moment().orElseThrow()));
        Draft unlike = draft(wire(5, Step.MM1, "PEER", PEER), wire(8, Step.MM1, "PEER", PEER));
        Draft somebodyElse = draft(line(5, Vantage.L2TP, Sign.L2TP_CALL_UP), wire(8, Step.ADDRESS, "PEER", PEER));
        assertThat(alone(run, List.of(), watched)).isEqualTo(Attempt.Alignment.ASSUMED);
        assertThat(alone(run, List.of(somebodyElse), watched)).isEqualTo(Attempt.Alignment.ASSUMED);
        assertThat(alone(run, List.of(unlike), watched)).isEqualTo(Attempt.Alignment.IMPOSSIBLE);
    }

    private static Attempt.Alignment alone(Draft run, List<Draft> drafts, Optional<ClientClock.Span> watched) {
        return ClientClock.join(List.of(run), drafts, watched, true)
                .pairs()
                .getFirst()
                .alignment();
    }
}
