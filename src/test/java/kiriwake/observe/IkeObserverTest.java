package kiriwake.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kiriwake.event.Direction;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.net.Endpoint;
import kiriwake.net.Ip;
import kiriwake.observe.IkeObserver.Message;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which rung each IKE message is, by exchange, direction, payloads and what went before. */
class IkeObserverTest {
    private static final Ip CLIENT = Ip.read("203.0.113.45").orElseThrow();
    private static final Ip SERVER = Ip.read("198.51.100.20").orElseThrow();
    private static final String COOKIE = "89eb2f1e7bd5d47e";
    private static final int MAIN = 2;
    private static final int INFORMATIONAL = 5;
    private static final int QUICK = 32;

    private final IkeObserver observer = new IkeObserver(Memory.FILES);

    private static Way way(Direction direction) {
        return new Way(new Endpoint(CLIENT, 500), new Endpoint(SERVER, 500), direction);
    }

    private static Message clear(int exchange, Integer... payloads) {
        return new Message(COOKIE, false, 1, exchange, false, 0, 200, List.of(payloads), false);
    }

    private static Message sealed(int exchange, long messageId, int length) {
        return new Message(COOKIE, false, 1, exchange, true, messageId, length, List.of(), false);
    }

    private Optional<Fact> in(Message message) {
        return observer.fact(message, way(Direction.IN));
    }

    private Optional<Fact> out(Message message) {
        return observer.fact(message, way(Direction.OUT));
    }

    private record Sent(String what, Direction direction, Message message, Step step) {}

    @TestFactory
    Stream<DynamicTest> aMainModeMessageIsKnownByWhatItCarries() {
        return Stream.of(
                        new Sent("SA, vendor ids", Direction.IN, clear(MAIN, 1, 13, 13), Step.MM1),
                        new Sent("SA", Direction.OUT, clear(MAIN, 1, 13), Step.MM2),
                        new Sent("KE, nonce, NAT-D", Direction.IN, clear(MAIN, 4, 10, 20, 20), Step.MM3),
                        new Sent("KE, nonce, NAT-D", Direction.OUT, clear(MAIN, 4, 10, 20, 20), Step.MM4),
                        new Sent("encrypted", Direction.IN, sealed(MAIN, 0, 76), Step.MM5),
                        new Sent("a first IKE fragment", Direction.IN, clear(MAIN, 132), Step.MM5),
                        new Sent("encrypted", Direction.OUT, sealed(MAIN, 0, 76), Step.MM6))
                .map(sent -> DynamicTest.dynamicTest(sent.what() + " " + sent.direction(), () -> assertThat(
                                new IkeObserver(Memory.FILES).fact(sent.message(), way(sent.direction())))
                        .hasValue(Fact.passed(sent.step()))));
    }

    @Test
    void aLaterFragmentIsNoMessageOfItsOwn() {
        var later = new Message(COOKIE, false, 1, MAIN, false, 0, 200, List.of(132), true);
        assertThat(in(later)).isEmpty();
    }

    @Test
    void theThirdOfQuickModeIsShorterAndComesAfterAnAnswer() {
        // client -> server  SA, nonce, ids
        assertThat(in(sealed(QUICK, 7, 300))).hasValue(Fact.passed(Step.QM1));
        // client -> server  the same again: nobody answered
        assertThat(in(sealed(QUICK, 7, 300))).hasValue(Fact.passed(Step.QM1));
        // server -> client
        assertThat(out(sealed(QUICK, 7, 188))).hasValue(Fact.passed(Step.QM2));
        // client -> server  the first once more, crossing the answer
        assertThat(in(sealed(QUICK, 7, 300))).hasValue(Fact.passed(Step.QM1));
        // client -> server  hash
        assertThat(in(sealed(QUICK, 7, 60))).hasValue(Fact.passed(Step.QM3));
    }

    @Test
    void aQuickModeThatTheServerBeginsIsNotTheClientsLadder() {
        assertThat(out(sealed(QUICK, 9, 188))).isEmpty();
        assertThat(in(sealed(QUICK, 9, 188))).isEmpty();
    }

    @Test
    void aMainModeThatTheServerBeginsIsNotTheClientsLadder() {
        var first = new Message("0011223344556677", true, 1, MAIN, false, 0, 200, List.of(1), false);
        assertThat(out(first)).isEmpty();
        var answer = new Message("0011223344556677", false, 1, MAIN, false, 0, 100, List.of(1), false);
        assertThat(in(answer)).isEmpty();
    }

    @Test
    void otherExchangesAreToldByName() {
        assertThat(in(clear(4, 1, 4, 10, 5))).hasValue(Fact.told(Sign.IKE_AGGRESSIVE, "direction", "in"));
        assertThat(out(sealed(6, 3, 76))).hasValue(Fact.told(Sign.IKE_XAUTH, "direction", "out"));
        assertThat(out(sealed(INFORMATIONAL, 3, 76)))
                .hasValue(Fact.told(Sign.IKE_ENCRYPTED_INFORMATIONAL, "direction", "out"));
        assertThat(out(clear(INFORMATIONAL, 11)))
                .as("a notify in clear is told by its name")
                .isEmpty();
        var v2 = new Message(COOKIE, true, 2, 34, false, 0, 200, List.of(33), false);
        assertThat(in(v2)).hasValue(Fact.told(Sign.IKE_V2, "exchange", "34", "direction", "in"));
        var v3 = new Message(COOKIE, true, 3, 34, false, 0, 200, List.of(33), false);
        assertThat(in(v3)).isEmpty();
    }

    @Test
    void thePeerIsKnownByItsCookieAfterItsAddressChanged() {
        in(clear(MAIN, 1, 13));
        assertThat(observer.peerOf(COOKIE)).hasValue(CLIENT);
        assertThat(observer.dialledUnder(COOKIE)).hasValue(SERVER);
        assertThat(observer.peerOf("ffffffffffffffff")).isEmpty();
    }

    @Test
    void aFloodOfCookiesForgetsTheOldestAndGrowsNoFurther() {
        for (int i = 0; i < 20_000; i++) {
            observer.fact(
                    new Message(String.format("%016x", i), true, 1, MAIN, false, 0, 200, List.of(1), false),
                    way(Direction.IN));
        }
        assertThat(observer.peerOf(String.format("%016x", 0))).isEmpty();
        assertThat(observer.peerOf(String.format("%016x", 19_999))).hasValue(CLIENT);
    }
}
