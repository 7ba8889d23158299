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
import kiriwake.observe.PppObserver.Frame;
import kiriwake.observe.PppObserver.Option;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What each PPP control packet states, seen on the server's side. */
class PppObserverTest {
    private static final int LCP = 0xC021;
    private static final int PAP = 0xC023;
    private static final int CHAP = 0xC223;
    private static final int IPCP = 0x8021;
    private static final Direction IN = Direction.IN;
    private static final Direction OUT = Direction.OUT;

    private static Way way(Direction direction) {
        return new Way(
                new Endpoint(Ip.read("203.0.113.45").orElseThrow(), 1701),
                new Endpoint(Ip.read("198.51.100.20").orElseThrow(), 1701),
                direction);
    }

    private static Frame options(int protocol, int code, Option... options) {
        return new Frame(protocol, code, List.of(options), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Frame text(int protocol, int code, String text) {
        return new Frame(protocol, code, List.of(), Optional.empty(), Optional.empty(), Optional.of(text));
    }

    private static Frame named(int protocol, int code, String name) {
        return new Frame(protocol, code, List.of(), Optional.of("ab".repeat(49)), Optional.of(name), Optional.empty());
    }

    private record Sent(String what, Direction direction, Frame frame, List<Fact> facts, List<Tie> ties) {}

    private static Sent sent(String what, Direction direction, Frame frame, List<Fact> facts, Tie... ties) {
        return new Sent(what, direction, frame, facts, List.of(ties));
    }

    private static final Option MAGIC = new Option(5, "1ddbed61");
    private static final Option MS_CHAP_V2 = new Option(3, "c22381");

    @TestFactory
    Stream<DynamicTest> eachPacketStates() {
        var clientMagic = new Tie(Tie.Kind.CLIENT_MAGIC, "1ddbed61");
        var serverMagic = new Tie(Tie.Kind.SERVER_MAGIC, "1ddbed61");
        var value = new Tie(Tie.Kind.CHAP_VALUE, "ab".repeat(16));
        return Stream.of(
                        sent(
                                "the client's request",
                                IN,
                                options(LCP, 1, MAGIC),
                                List.of(Fact.passed(Step.LCP_IN)),
                                clientMagic),
                        sent(
                                "the server's request asks for a proof",
                                OUT,
                                options(LCP, 1, MAGIC, MS_CHAP_V2),
                                List.of(Fact.passed(Step.LCP_OUT), Fact.told(Sign.AUTH_METHOD, "method", "MS-CHAPv2")),
                                serverMagic),
                        sent(
                                "the client asks the server for a proof",
                                IN,
                                options(LCP, 1, new Option(3, "c023")),
                                List.of(
                                        Fact.passed(Step.LCP_IN),
                                        Fact.told(Sign.AUTH_DEMANDED_BY_CLIENT, "method", "PAP"))),
                        sent(
                                "the server's acknowledgement repeats the client's magic",
                                OUT,
                                options(LCP, 2, MAGIC),
                                List.of(Fact.passed(Step.LCP_OUT)),
                                clientMagic),
                        sent(
                                "the client's acknowledgement repeats the server's",
                                IN,
                                options(LCP, 2, MAGIC),
                                List.of(),
                                serverMagic),
                        sent(
                                "another method is wanted",
                                IN,
                                options(LCP, 3, new Option(3, "c22305")),
                                List.of(Fact.told(Sign.AUTH_METHOD_REFUSED, "direction", "in", "method", "CHAP"))),
                        sent(
                                "the end",
                                OUT,
                                text(LCP, 5, "Authentication failed"),
                                List.of(Fact.told(
                                        Sign.LCP_TERMINATE, "direction", "out", "text", "Authentication failed"))),
                        sent("an echo", IN, text(LCP, 9, ""), List.of()),
                        sent(
                                "a challenge",
                                OUT,
                                named(CHAP, 1, "l2tpd"),
                                List.of(Fact.passed(Step.AUTH_CHALLENGE)),
                                value),
                        sent(
                                "a response",
                                IN,
                                named(CHAP, 2, "alice"),
                                List.of(Fact.passed(Step.AUTH_RESPONSE)),
                                value,
                                new Tie(Tie.Kind.USER, "alice")),
                        sent("success", OUT, text(CHAP, 3, "S=00 M=ok"), List.of(Fact.passed(Step.AUTH_SUCCESS))),
                        sent(
                                "failure",
                                OUT,
                                text(CHAP, 4, "E=691 R=1 C=00 V=3 M=Access denied"),
                                List.of(Fact.told(
                                        Sign.AUTH_REJECTED,
                                        "code",
                                        "691",
                                        "text",
                                        "E=691 R=1 C=00 V=3 M=Access denied"))),
                        sent(
                                "PAP",
                                IN,
                                new Frame(PAP, 1, List.of(), Optional.empty(), Optional.of("bob"), Optional.empty()),
                                List.of(Fact.passed(Step.AUTH_RESPONSE)),
                                new Tie(Tie.Kind.USER, "bob")),
                        sent(
                                "PAP refused",
                                OUT,
                                text(PAP, 3, "no"),
                                List.of(Fact.told(Sign.AUTH_REJECTED, "text", "no"))),
                        sent(
                                "the client asks for any address",
                                IN,
                                options(IPCP, 1, new Option(3, "00000000")),
                                List.of(Fact.passed(Step.IPCP_IN))),
                        sent(
                                "the server acknowledges a real one: it is in force",
                                OUT,
                                options(IPCP, 2, new Option(3, "0a09000a")),
                                List.of(Fact.passed(Step.IPCP_OUT), Fact.passed(Step.ADDRESS)),
                                new Tie(Tie.Kind.ASSIGNED, "10.9.0.10")),
                        sent("traffic", IN, options(0x0021, 0), List.of(Fact.passed(Step.DATA_IN))),
                        sent("traffic back", OUT, options(0x0021, 0), List.of(Fact.passed(Step.DATA_OUT))),
                        sent("a protocol that decides nothing", OUT, options(0x80FD, 1), List.of()))
                .map(sent -> DynamicTest.dynamicTest(sent.what(), () -> {
                    L2tpObserver.Said said = PppObserver.said(sent.frame(), way(sent.direction()));
                    assertThat(said.facts()).isEqualTo(sent.facts());
                    assertThat(said.ties()).containsExactlyInAnyOrderElementsOf(sent.ties());
                }));
    }

    @Test
    void theNumberOfAnErrorIsReadAndNothingElse() {
        assertThat(PppObserver.errorCode("E=649 R=0 V=3")).isEqualTo("649");
        assertThat(PppObserver.errorCode("E=")).isEmpty();
        assertThat(PppObserver.errorCode("Access denied")).isEmpty();
    }
}
