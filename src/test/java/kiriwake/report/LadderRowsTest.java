package kiriwake.report;

import static kiriwake.told.Told.line;
import static kiriwake.told.Told.wire;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.report.LadderRows.Row;
import kiriwake.timeline.Timed;
import kiriwake.told.Scene;
import org.junit.jupiter.api.Test;

class LadderRowsTest {

    private static List<Row> rows(List<Timed> client, List<Timed> server) {
        var scene = new Scene();
        client.forEach(scene::client);
        server.forEach(scene::server);
        return LadderRows.of(scene.attempt());
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream()
                .map(row -> row.step().map(Step::name).orElse("told") + row.seenBy())
                .toList();
    }

    @Test
    void oneMessageIsOneRowWithEverybodyWhoSawIt() {
        List<Row> rows = rows(
                List.of(line(0, Vantage.CLIENT, Step.MM1)),
                List.of(line(0, Vantage.IKE, Step.MM1), wire(0.4, Step.MM1), wire(3.4, Step.MM1)));
        assertThat(texts(rows)).containsExactly("MM1{CLIENT=1, WIRE=2, IKE=1}");
        assertThat(rows.getFirst().times(true)).isEqualTo(1);
        assertThat(rows.getFirst().times(false)).isEqualTo(2);
    }

    @Test
    void aDaemonThatSpeaksMuchLaterHasARowOfItsOwn() {
        List<Row> rows = rows(List.of(), List.of(wire(0.4, Step.MM1), line(21, Vantage.IKE, Step.MM1)));
        assertThat(texts(rows)).containsExactly("MM1{WIRE=1}", "MM1{IKE=1}");
    }

    @Test
    void messagesOfOneSecondStandInTheOrderOfTheProtocol() {
        List<Row> rows = rows(List.of(), List.of(line(0, Vantage.IKE, Step.MM2), wire(0.9, Step.MM1)));
        assertThat(texts(rows)).containsExactly("MM1{WIRE=1}", "MM2{IKE=1}");
    }

    @Test
    void whatASourceSaysStandsBeforeWhatItSaysNext() {
        List<Row> rows = rows(
                List.of(
                        line(0, Vantage.CLIENT, Sign.CLIENT_CONNECTING),
                        line(0, Vantage.CLIENT, Step.MM1),
                        line(10, Vantage.CLIENT, Sign.CLIENT_IPSEC_FAILED)),
                List.of(wire(0.1, Step.MM1)));
        assertThat(texts(rows)).containsExactly("told{CLIENT=1}", "MM1{CLIENT=1, WIRE=1}", "told{CLIENT=1}");
    }

    @Test
    void shownTimesDoNotRunBackwardsWithinWhatTheClocksLeaveOpen() {
        List<Row> rows = rows(List.of(), List.of(wire(0.9, Step.MM1), line(0, Vantage.IKE, Step.MM2)));
        assertThat(LadderRows.seconds(rows, rows.getFirst().at()).values()).containsExactly(0.0, 0.0);
    }
}
