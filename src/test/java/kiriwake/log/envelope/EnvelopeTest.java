package kiriwake.log.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import kiriwake.event.Stamp;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every form in which lines of logs come: what is taken off, and what is left. */
class EnvelopeTest {
    private static final String PACKET = "packet from 203.0.113.45:500: responding to Main Mode";

    private record Form(String name, String line, String program, String pid, String message) {}

    private static final List<Form> FORMS = List.of(
            new Form("rsyslog", "Nov 23 08:22:03 server xl2tpd[53]: Using l2tp", "xl2tpd", "53", "Using l2tp"),
            new Form("rsyslog, one digit", "Nov  3 08:22:03 server pluto[7]: " + PACKET, "pluto", "7", PACKET),
            new Form("rsyslog, no pid", "Nov 23 08:22:03 server charon: 08[IKE] x", "charon", "", "08[IKE] x"),
            new Form("CentOS 7's unit", "Nov 23 08:22:03 server xl2tpd: xl2tpd[53]: text", "xl2tpd", "53", "text"),
            new Form("journalctl of it", "Nov 23 08:22:03 server xl2tpd[53]: xl2tpd[53]: text", "xl2tpd", "53", "text"),
            new Form("RSYSLOG_FileFormat", "2026-11-23T08:22:03.123456+09:00 server pppd[9]: t", "pppd", "9", "t"),
            new Form("journalctl short-iso", "2026-11-23T08:22:03+0900 server pppd[9]: t", "pppd", "9", "t"),
            new Form("RFC 5424", "<30>1 2026-11-23T08:22:03Z server pppd 9 - - t", "pppd", "9", "t"),
            new Form("pluto's own file", "Nov 23 08:22:03.123456: " + PACKET, "pluto", "", PACKET),
            new Form("charon's own file", "08[IKE] no peer config found", "charon", "", "08[IKE] no peer config found"),
            new Form("no envelope", "Using l2tp kernel support.", "", "", "Using l2tp kernel support."),
            new Form("the Mac's file", "Thu May 11 08:26:04 2017 : L2TP sent ICRQ", "ppp.log", "", "L2TP sent ICRQ"),
            new Form(
                    "the Mac's file, quoted", "> Thu May 11 08:26:04 2017 : L2TP hangup", "ppp.log", "", "L2TP hangup"),
            new Form("a syslog of it", "May 11 08:26:04 m x: Thu May 11 08:26:04 2017 : hi", "ppp.log", "", "hi"),
            new Form(
                    "the Mac's syslog",
                    "May 11 08:26:04 m pppd[4] <Notice>: L2TP hangup",
                    "ppp.log",
                    "4",
                    "L2TP hangup"),
            new Form("Console.app", "5/11/17 8:26:04.000 AM pppd[4]: L2TP hangup", "ppp.log", "4", "L2TP hangup"),
            new Form(
                    "journalctl -o json",
                    "{\"__REALTIME_TIMESTAMP\":\"1\",\"SYSLOG_IDENTIFIER\":\"pppd\",\"_PID\":\"9\",\"MESSAGE\":\"t\"}",
                    "pppd",
                    "9",
                    "t"),
            new Form("not JSON after all", "{\"MESSAGE\":", "", "", "{\"MESSAGE\":"),
            new Form("no such day", "Feb 31 08:22:03 server pppd[9]: t", "", "", "Feb 31 08:22:03 server pppd[9]: t"));

    @TestFactory
    Stream<DynamicTest> eachFormIsTakenOff() {
        return FORMS.stream()
                .map(form -> DynamicTest.dynamicTest(form.name(), () -> {
                    Envelope envelope = Envelope.read(form.line());
                    assertThat(envelope.program()).isEqualTo(form.program());
                    assertThat(envelope.pid()).isEqualTo(form.pid());
                    assertThat(envelope.message()).isEqualTo(form.message());
                }));
    }

    @Test
    void aLineWithAZoneIsAMoment() {
        assertThat(Envelope.read("2026-11-23T08:22:03.5+09:00 server pppd[9]: t")
                        .stamp())
                .isEqualTo(new Stamp.Absolute(Instant.parse("2026-11-22T23:22:03.5Z"), 1000));
    }

    @Test
    void aLineOfRsyslogKnowsNeitherYearNorZone() {
        Stamp stamp = Envelope.read("Nov 23 08:22:03 server pppd[9]: t").stamp();
        assertThat(stamp).isInstanceOfSatisfying(Stamp.Wall.class, wall -> {
            assertThat(wall.yearKnown()).isFalse();
            assertThat(wall.at().toLocalTime().toString()).isEqualTo("08:22:03");
        });
    }

    @Test
    void linesOneAfterTheOtherHaveTheirOwnStamps() {
        var before = new Envelope.Before();
        for (String line : List.of(
                "Nov 23 08:22:03 server pppd[9]: a",
                "Nov 23 08:22:03 server xl2tpd[7]: b",
                "Nov 23 08:22:03.250000: \"c\" #1: d",
                "Nov 23 08:22:04 server pppd[9]: e",
                "Nov 23 08:22:03 05[IKE] f",
                "no stamp at all",
                "Nov 23 08:22:03 ")) {
            assertThat(Envelope.read(line, before)).isEqualTo(Envelope.read(line));
        }
    }

    @Test
    void theMacsFileKnowsTheYear() {
        Stamp stamp = Envelope.read("Thu May 11 08:26:04 2017 : x").stamp();
        assertThat(stamp).isEqualTo(new Stamp.Wall(LocalDateTime.of(2017, 5, 11, 8, 26, 4), true, 1_000_000_000));
    }
}
