package kiriwake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import kiriwake.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first log of the story, with what a capture on the server would have shown at the same time. */
class SeedTest {
    private static final String SEED = "src/test/resources/seed/ports-forwarded.ppp.log";
    /** The log's 00:27:30 in Japan. */
    private static final Instant DIALLED = Instant.parse("2017-05-10T15:27:30Z");

    private static final int CLIENT = 0xCB00712D;
    private static final int SERVER = 0xC6336414;

    /** A proposal of one transform: aes256, sha1, modp2048, shared secret. */
    private static final String PROPOSAL = "0000 0034 00000001 00000001  0000 0028 01 01 00 01  0000 0020 01 01 0000"
            + "80010007 800e0100 80020002 8004000e 80030001 800b0001";

    private static final Bytes MM1 =
            Bytes.hex("89eb2f1e7bd5d47e 0000000000000000 01 10 02 00 00000000 00000050" + PROPOSAL);
    private static final Bytes MM2 =
            Bytes.hex("89eb2f1e7bd5d47e 0123456789abcdef 01 10 02 00 00000000 00000050" + PROPOSAL);

    @TempDir
    private Path place = Path.of("");

    private static void record(ByteArrayOutputStream pcap, Instant at, int source, int destination, Bytes ike) {
        int udp = 8 + ike.length();
        ByteBuffer packet = ByteBuffer.allocate(16 + 20 + udp);
        packet.putInt((int) at.getEpochSecond())
                .putInt(at.getNano() / 1000)
                .putInt(20 + udp)
                .putInt(20 + udp);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) (20 + udp)).putInt(0x00004000);
        packet.put((byte) 64).put((byte) 17).putShort((short) 0).putInt(source).putInt(destination);
        packet.putShort((short) 500).putShort((short) 500).putShort((short) udp).putShort((short) 0);
        packet.put(ike.toArray());
        pcap.writeBytes(packet.array());
    }

    /** Raw IP, microseconds: the client's first message four times, each with the answer behind it or without. */
    private Path capture(boolean answered) throws IOException {
        var pcap = new ByteArrayOutputStream();
        pcap.writeBytes(Bytes.hex("a1b2c3d4 0002 0004 00000000 00000000 00040000 00000065")
                .toArray());
        for (int second : new int[] {0, 3, 6, 9}) {
            Instant at = DIALLED.plusSeconds(second).plusMillis(400);
            record(pcap, at, CLIENT, SERVER, MM1);
            if (answered) {
                record(pcap, at.plusMillis(8), SERVER, CLIENT, MM2);
            }
        }
        // another host's packet later on: the capture goes on after the client gave up
        record(pcap, DIALLED.plusSeconds(60), 0xC0000205, SERVER, Bytes.hex("00"));
        return Files.write(place.resolve("eth0.pcap"), pcap.toByteArray());
    }

    private JsonNode verdict(String... more) throws IOException {
        Path report = place.resolve("report.json");
        var arguments = new java.util.ArrayList<>(java.util.List.of(
                "report", "--format", "json", "--attempt", "all", "-o", report.toString(), "--client", SEED));
        arguments.addAll(java.util.List.of(more));
        Kiriwake.commandLine().execute(arguments.toArray(String[]::new));
        for (JsonNode attempt : new ObjectMapper().readTree(report.toFile()).get("attempts")) {
            for (JsonNode event : attempt.get("timeline")) {
                if (event.get("vantage").asText().equals("client")) {
                    return attempt.get("verdict");
                }
            }
        }
        throw new AssertionError("no attempt has the client's log");
    }

    @Test
    void aloneItNamesNobodyAndSaysWhatWouldTell() throws IOException {
        JsonNode verdict = verdict();
        assertThat(verdict.get("side").asText()).isEqualTo("unknown");
        assertThat(verdict.get("candidates").size()).isGreaterThan(5);
        assertThat(verdict.get("nextObservation").get("id").asText()).isEqualTo("server-capture");
    }

    @Test
    void withACaptureThatShowsAnswersLeavingItIsTheClientsNetwork() throws IOException {
        JsonNode verdict = verdict("--pcap", capture(true).toString(), "--server-address", "198.51.100.20");
        assertThat(verdict.get("side").asText()).isEqualTo("client-network");
        assertThat(verdict.get("cause").asText()).isEqualTo("client-router-forwards-500-4500-to-other-host");
    }

    @Test
    void withACaptureThatShowsNoneLeavingItIsNotTheClientsNetwork() throws IOException {
        JsonNode verdict = verdict("--pcap", capture(false).toString(), "--server-address", "198.51.100.20");
        assertThat(verdict.get("side").asText()).isEqualTo("server");
        assertThat(verdict.get("confidence").asDouble()).isLessThan(0.7);
    }
}
