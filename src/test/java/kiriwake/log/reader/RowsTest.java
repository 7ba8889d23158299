package kiriwake.log.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every kind of line that the references on the daemons' logs and on the Mac's ppp.log know, as a line of its file: row of
 * the reference, kind, entry of the catalogue, line.
 */
class RowsTest {

    private record Row(String reference, String kind, String id, String line) {
        static Row of(String text) {
            String[] parts = text.split("\t", 4);
            return new Row(parts[0], parts[1], parts[2], parts[3]);
        }
    }

    private static List<Row> rows(String name) throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/lines", name)).stream()
                .map(Row::of)
                .toList();
    }

    private static LineReading read(String line) throws IOException {
        var readings = new ArrayList<LineReading>();
        new LogReader("log", readings::add).read(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        return readings.getFirst();
    }

    @TestFactory
    Stream<DynamicTest> eachLineIsReadAsTheReferenceHasIt() throws IOException {
        var rows = new ArrayList<Row>(rows("server-logs.tsv"));
        rows.addAll(rows("client-ppp-log.tsv"));
        return rows.stream()
                .map(row -> DynamicTest.dynamicTest(row.reference() + " " + row.line(), () -> {
                    LineReading reading = read(row.line());
                    assertThat(reading.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + reading.id())
                            .isEqualTo(row.kind() + " " + row.id());
                }));
    }

    @TestFactory
    Stream<DynamicTest> anXl2tpdLineReadsTheSameInEveryEnvelope() throws IOException {
        return rows("server-logs.tsv").stream()
                .filter(row -> row.reference().startsWith("X") && !row.line().contains("\""))
                .flatMap(row -> {
                    String text = row.line().substring(row.line().indexOf("]: ") + 3);
                    return Stream.of(
                                    "Nov 23 08:15:33 server xl2tpd[2711]: " + text,
                                    "Nov 23 08:15:33 server xl2tpd[2711]: xl2tpd[2711]: " + text,
                                    "2026-11-23T08:15:33.123456+09:00 server xl2tpd: xl2tpd[2711]: " + text,
                                    "{\"__REALTIME_TIMESTAMP\":\"1795000000000000\",\"SYSLOG_IDENTIFIER\":\"xl2tpd\",\"_PID\":\"2711\",\"MESSAGE\":\"xl2tpd[2711]: "
                                            + text + "\"}")
                            .map(line -> DynamicTest.dynamicTest(line, () -> {
                                LineReading reading = read(line);
                                assertThat(reading.dialect()).isEqualTo("xl2tpd");
                                assertThat(reading.id()).isEqualTo(row.id());
                            }));
                });
    }
}
