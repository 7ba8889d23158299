package kiriwake.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kiriwake.event.Direction;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.net.Endpoint;
import kiriwake.net.Ip;
import kiriwake.observe.L2tpObserver.Control;
import kiriwake.observe.L2tpObserver.Said;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What each L2TP control message states, and whose ids it names. */
class L2tpObserverTest {

    private static Way way(Direction direction) {
        return new Way(
                new Endpoint(Ip.read("203.0.113.45").orElseThrow(), 1701),
                new Endpoint(Ip.read("198.51.100.20").orElseThrow(), 1701),
                direction);
    }

    private static Control control(int type, int tunnel, int session, int assigned) {
        return new Control(
                type, tunnel, session, assigned, false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Control closing(int type, int result, int error, String text) {
        return new Control(type, 5, 6, 0, false, Optional.of(result), Optional.of(error), Optional.of(text));
    }

    private record Sent(int type, Direction direction, Step step) {}

    @TestFactory
    Stream<DynamicTest> eachSetUpMessageIsARung() {
        return Stream.of(
                        new Sent(1, Direction.IN, Step.SCCRQ),
                        new Sent(2, Direction.OUT, Step.SCCRP),
                        new Sent(3, Direction.IN, Step.SCCCN),
                        new Sent(10, Direction.IN, Step.ICRQ),
                        new Sent(11, Direction.OUT, Step.ICRP),
                        new Sent(12, Direction.IN, Step.ICCN))
                .map(sent -> DynamicTest.dynamicTest(sent.step().name(), () -> {
                    assertThat(L2tpObserver.said(control(sent.type(), 0, 0, 7), way(sent.direction()), false)
                                    .facts())
                            .containsExactly(Fact.passed(sent.step()));
                    assertThat(L2tpObserver.said(
                                            control(sent.type(), 0, 0, 7),
                                            way(sent.direction().reverse()),
                                            false)
                                    .facts())
                            .as("the wrong way round it is no rung")
                            .isEmpty();
                }));
    }

    @Test
    void keepalivesAndEmptyBodiesAreNoRungs() {
        for (int type : List.of(0, 6, 7, 15, 16, 99)) {
            assertThat(L2tpObserver.said(control(type, 1, 0, 0), way(Direction.IN), false)
                            .facts())
                    .as("type %d", type)
                    .isEmpty();
        }
    }

    @Test
    void theIdInTheHeaderIsTheReceiversAndTheAssignedOneTheSenders() {
        // client -> server  SCCRQ, to nobody yet, client calls its end 55557
        assertThat(L2tpObserver.said(control(1, 0, 0, 55_557), way(Direction.IN), false)
                        .ties())
                .containsExactly(new Tie(Tie.Kind.PEER_TUNNEL, "203.0.113.45/55557"));
        // server -> client  SCCRP, to the client's end, server calls its own 29378
        assertThat(L2tpObserver.said(control(2, 55_557, 0, 29_378), way(Direction.OUT), false)
                        .ties())
                .containsExactly(
                        new Tie(Tie.Kind.PEER_TUNNEL, "203.0.113.45/55557"), new Tie(Tie.Kind.TUNNEL, "29378"));
        // client -> server  ICRQ in that tunnel, client calls the session 3374
        assertThat(L2tpObserver.said(control(10, 29_378, 0, 3374), way(Direction.IN), false)
                        .ties())
                .containsExactly(
                        new Tie(Tie.Kind.TUNNEL, "29378"), new Tie(Tie.Kind.PEER_SESSION, "203.0.113.45/3374"));
    }

    @Test
    void aRefusalIsToldWithItsCodesAndText() {
        Said said = L2tpObserver.said(closing(4, 4, 0, "No Authorization"), way(Direction.OUT), false);
        assertThat(said.facts())
                .containsExactly(Fact.told(
                        Sign.L2TP_STOPCCN,
                        "direction",
                        "out",
                        "result",
                        "4",
                        "error",
                        "0",
                        "text",
                        "No Authorization"));
    }

    @Test
    void appleSwapsTheOctetsOfTheResultCode() {
        Said said = L2tpObserver.said(closing(14, 768, 0, ""), way(Direction.IN), false);
        assertThat(said.facts())
                .containsExactly(Fact.told(Sign.L2TP_CDN, "direction", "in", "result", "3", "error", "0", "text", ""));
    }

    @Test
    void aChallengeAndL2tpInClearAreToldBesideTheRung() {
        var challenge = new Control(1, 0, 0, 9, true, Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(L2tpObserver.said(challenge, way(Direction.IN), true).facts())
                .containsExactly(
                        Fact.passed(Step.SCCRQ),
                        Fact.told(Sign.L2TP_CLEARTEXT, "direction", "in", "message", "SCCRQ"),
                        Fact.told(Sign.L2TP_TUNNEL_AUTH, "direction", "in", "text", "Challenge AVP"));
    }
}
