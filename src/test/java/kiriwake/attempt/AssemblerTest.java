package kiriwake.attempt;

import static kiriwake.told.Told.line;
import static kiriwake.told.Told.wire;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.timeline.Timed;
import org.junit.jupiter.api.Test;

class AssemblerTest {
    private static final String PEER = "203.0.113.45";

    private static List<Draft> assemble(Timed... events) {
        var drafts = new ArrayList<Draft>();
        var assembler = new Assembler(drafts::add, new Background(), Assembler.Limits.FILES);
        for (Timed event : events) {
            assembler.accept(event);
        }
        assembler.finish();
        return drafts;
    }

    @Test
    void aPacketAndALineOfTheSameMessageAreOneAttempt() {
        List<Draft> drafts = assemble(
                line(9, Vantage.IKE, Step.MM1, "PEER", PEER, "PEER_IKE", PEER + ":500", "IKE_STATE", "1"),
                wire(9.4, Step.MM1, "PEER", PEER, "PEER_IKE", PEER + ":500", "INITIATOR_COOKIE", "0123456789abcdef"),
                wire(9.5, Step.MM2, "PEER", PEER, "INITIATOR_COOKIE", "0123456789abcdef"),
                line(9, Vantage.IKE, Step.MM2, "IKE_STATE", "1"));
        assertThat(drafts).hasSize(1);
        assertThat(drafts.getFirst().events()).hasSize(4);
    }

    @Test
    void noMoreEventsAreHeldThanAllowed() {
        var drafts = new ArrayList<Draft>();
        var assembler = new Assembler(drafts::add, new Background(), new Assembler.Limits(100, 100, 30));
        for (int second = 0; second < 40; second++) {
            String cookie = "%016x".formatted(second);
            assembler.accept(wire(second, Step.MM1, "PEER", "203.0.113." + second, "INITIATOR_COOKIE", cookie));
            assembler.accept(wire(second, Step.MM2, "PEER", "203.0.113." + second, "INITIATOR_COOKIE", cookie));
            assertThat(assembler.open().stream()
                            .mapToInt(draft -> draft.events().size())
                            .sum())
                    .isLessThanOrEqualTo(30);
        }
        assembler.finish();
        assertThat(drafts).hasSize(40);
        assertThat(drafts).allSatisfy(draft -> assertThat(draft.events()).hasSize(2));
    }

    @Test
    void ofManyTiesTheFirstAndTheNewestAreKept() {
        var drafts = new ArrayList<Draft>();
        var assembler = new Assembler(drafts::add, new Background(), Assembler.Limits.FILES);
        assembler.accept(wire(0, Step.MM1, "PEER", PEER, "INITIATOR_COOKIE", "0123456789abcdef"));
        int spis = 3 * Draft.MOST_TIES;
        for (int spi = 0; spi < spis; spi++) {
            assembler.accept(wire(1, Step.ESP_IN, "PEER", PEER, "ESP_IN", "%08x".formatted(spi)));
        }
        assertThat(assembler.open()).hasSize(1);
        assertThat(assembler.open().getFirst().values(Tie.Kind.ESP_IN))
                .hasSize(Draft.MOST_TIES)
                .contains("%08x".formatted(0), "%08x".formatted(spis - 1))
                .doesNotContain("%08x".formatted(1));
        // by its SPI alone
        assembler.accept(wire(2, Step.ESP_IN, "ESP_IN", "%08x".formatted(spis - 1)));
        assembler.accept(wire(2, Step.ESP_IN, "ESP_IN", "%08x".formatted(1)));
        assembler.finish();
        assertThat(drafts).hasSize(1);
        assertThat(drafts.getFirst().count()).isEqualTo(spis + 2);
    }

    @Test
    void tiesWeighToo() {
        var drafts = new ArrayList<Draft>();
        var assembler = new Assembler(drafts::add, new Background(), new Assembler.Limits(100, 100, 60));
        for (int spi = 0; spi < 100; spi++) {
            for (String peer : List.of("203.0.113.1", "203.0.113.2")) {
                assembler.accept(wire(0, Step.MM1, "PEER", peer, "INITIATOR_COOKIE", peer, "ESP_IN", peer + spi));
            }
        }
        // twelve events that are alike each, and a hundred SPIs
        assertThat(drafts).isNotEmpty();
        assertThat(assembler.open().stream().mapToInt(Draft::weight).sum()).isLessThanOrEqualTo(60);
    }

    @Test
    void aRepeatedFirstMessageIsTheSameAttempt() {
        String[] ties = {"PEER", PEER, "PEER_IKE", PEER + ":500", "INITIATOR_COOKIE", "0123456789abcdef"};
        List<Draft> drafts = assemble(
                wire(0, Step.MM1, ties), wire(3, Step.MM1, ties), wire(6, Step.MM1, ties), wire(9, Step.MM1, ties));
        assertThat(drafts).hasSize(1);
    }

    @Test
    void anotherCookieIsAnotherAttempt() {
        List<Draft> drafts = assemble(
                wire(0, Step.MM1, "PEER", PEER, "PEER_IKE", PEER + ":500", "INITIATOR_COOKIE", "0123456789abcdef"),
                wire(40, Step.MM1, "PEER", PEER, "PEER_IKE", PEER + ":500", "INITIATOR_COOKIE", "fedcba9876543210"));
        assertThat(drafts).hasSize(2);
    }

    @Test
    void twoClientsBehindOneAddressAreKeptApartByTheirPorts() {
        List<Draft> drafts = assemble(
                wire(0, Step.MM1, "PEER", PEER, "PEER_IKE", PEER + ":500", "INITIATOR_COOKIE", "1111111111111111"),
                wire(0.1, Step.MM1, "PEER", PEER, "PEER_IKE", PEER + ":1024", "INITIATOR_COOKIE", "2222222222222222"),
                line(0, Vantage.IKE, Step.MM1, "PEER", PEER, "PEER_IKE", PEER + ":1024", "IKE_STATE", "8"),
                line(0, Vantage.IKE, Step.MM2, "IKE_STATE", "8"));
        assertThat(drafts).hasSize(2);
        assertThat(drafts.get(1).events()).hasSize(3);
    }

    @Test
    void whatComesBeforeTheLineThatNamesItsOwnerIsKept() {
        List<Draft> drafts = assemble(
                wire(0, Step.MM1, "PEER", PEER, "INITIATOR_COOKIE", "1111111111111111"),
                line(2, Vantage.PPP, Sign.PPPD_OPTION_REFUSED, "PPPD_PID", "118"),
                line(2, Vantage.L2TP, Sign.L2TP_CALL_UP, "PEER", PEER, "PPPD_PID", "118"));
        assertThat(drafts).hasSize(1);
        assertThat(drafts.getFirst().has(Sign.PPPD_OPTION_REFUSED)).isTrue();
    }

    @Test
    void aSharedMagicNumberMergesTwoHalves() {
        List<Draft> drafts = assemble(
                wire(0, Step.MM1, "PEER", PEER, "INITIATOR_COOKIE", "1111111111111111"),
                wire(1, Step.LCP_IN, "INITIATOR_COOKIE", "1111111111111111", "CLIENT_MAGIC", "92ffc713"),
                line(1, Vantage.PPP, Step.LCP_IN, "PPPD_PID", "117", "CLIENT_MAGIC", "92ffc713"));
        assertThat(drafts).hasSize(1);
        assertThat(drafts.getFirst().values(Tie.Kind.PPPD_PID)).containsExactly("117");
    }

    @Test
    void aFloodOfPeersDoesNotGrowWithoutBound() {
        var open = new ArrayList<Draft>();
        var assembler = new Assembler(open::add, new Background(), Assembler.Limits.FILES);
        for (int i = 0; i < 3 * Assembler.Limits.FILES.open(); i++) {
            String peer = "198.18." + (i >> 8 & 255) + "." + (i & 255);
            assembler.accept(wire(i * 0.001, Step.MM1, "PEER", peer, "INITIATOR_COOKIE", String.format("%016x", i)));
        }
        assertThat(open).hasSizeGreaterThanOrEqualTo(2 * Assembler.Limits.FILES.open());
    }

    @Test
    void aRepetitionWithoutEndIsCountedAndNotKept() {
        var draft = new Draft();
        for (int i = 0; i < 5000; i++) {
            draft.add(wire(i, Step.MM1, "PEER", PEER));
        }
        assertThat(draft.events()).hasSize(Draft.MOST_ALIKE);
        assertThat(draft.dropped()).isEqualTo(5000 - Draft.MOST_ALIKE);
        assertThat(draft.last().orElseThrow().secondsAfter(draft.first().orElseThrow()))
                .isEqualTo(4999);
    }

    @Test
    void plutosNewStateForARepetitionIsTheSameAttempt() {
        String[] packet = {"PEER", PEER, "INITIATOR_COOKIE", "0123456789abcdef"};
        List<Draft> drafts = assemble(
                wire(0.3, Step.MM1, packet),
                line(0, Vantage.IKE, Step.MM1, "PEER", PEER, "IKE_STATE", "1"),
                wire(3.3, Step.MM1, packet),
                line(3, Vantage.IKE, Step.MM1, "PEER", PEER, "IKE_STATE", "2"));
        assertThat(drafts).hasSize(1);
    }

    @Test
    void aDaemonThatLooksLateIsStillOfThatAttempt() {
        String[] packet = {"PEER", PEER, "INITIATOR_COOKIE", "0123456789abcdef"};
        List<Draft> drafts = assemble(
                wire(0.3, Step.MM1, packet),
                wire(9.3, Step.MM1, packet),
                line(21, Vantage.IKE, Step.MM1, "PEER", PEER),
                wire(21.4, Step.MM2, packet));
        assertThat(drafts).hasSize(1);
    }

    @Test
    void aTunnelThatIsNamedOnlyWhenItIsGivenUpIsTheOneThatWasAskedFor() {
        List<Draft> drafts = assemble(
                wire(0.3, Step.MM1, "PEER", PEER),
                wire(1.0, Step.QM3, "PEER", PEER),
                line(2, Vantage.L2TP, Step.SCCRQ, "PEER", PEER),
                line(34, Vantage.L2TP, Sign.L2TP_GIVEN_UP, "TUNNEL", "23875"));
        assertThat(drafts).hasSize(1);
        assertThat(drafts.getFirst().has(Sign.L2TP_GIVEN_UP)).isTrue();
    }
}
