package kiriwake.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import kiriwake.bytes.Bytes;
import kiriwake.bytes.Cursor;
import kiriwake.source.pcap.CaptureReader;
import kiriwake.wire.esp.SecurityAssociations;
import kiriwake.wire.ike.IkeDecoder;
import kiriwake.wire.l2tp.L2tpDecoder;
import kiriwake.wire.ppp.PppDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are, the answer is a value; a shortened message is never answered as whole. */
class DecodersAreTotalTest {
    private static final int ETHERNET = 1;
    private static final Path EDGE = Path.of("src/test/resources/captures/synthetic-edge");
    private static final SecurityAssociations NO_KEYS = SecurityAssociations.none();

    /** cookies, next payload 1, version, main mode; one proposal with one transform; a vendor id. */
    private static final Bytes IKE = Bytes.hex("89eb2f1e7bd5d47e 0000000000000000 01 10 02 00 00000000 00000060"
            + "0d00 0034 00000001 00000001  0000 0028 01 01 00 01  0000 0020 01 01 0000"
            + "80010007 800e0100 80020002 8004000e 80030001 800b0001  0000 0010 0102030405060708090a0b0c");

    //                                       flags len  tunnel session Ns   Nr    message type 1       host name
    private static final Bytes L2TP =
            Bytes.hex("c802 001f 0000   0000    0000 0000  8008 0000 0000 0001  800b 0000 0007 6d61636f73");

    /** address, control, LCP, Configure-Request 1, length 14: mru, magic. */
    private static final Bytes LCP = Bytes.hex("ff03 c021 01 01 000e  01 04 0500  05 06 1a2b3c4d");

    private static boolean ikeIsWhole(byte[] octets) {
        return !IkeDecoder.decode(new Cursor(octets, 0, octets.length), octets.length)
                .malformed();
    }

    private static boolean l2tpIsWhole(byte[] octets) {
        return !L2tpDecoder.decode(new Cursor(octets, 0, octets.length), octets.length)
                .malformed();
    }

    private static boolean pppIsWhole(byte[] octets) {
        return !PppDecoder.decode(new Cursor(octets, 0, octets.length), octets.length)
                .malformed();
    }

    @Test
    void aShorterMessageIsNeverWhole() {
        assertThat(ikeIsWhole(IKE.toArray())).isTrue();
        assertThat(l2tpIsWhole(L2TP.toArray())).isTrue();
        assertThat(pppIsWhole(LCP.toArray())).isTrue();
        for (int length = 0; length < IKE.length(); length++) {
            assertThat(ikeIsWhole(IKE.head(length).toArray()))
                    .as("IKE, %d octets", length)
                    .isFalse();
        }
        for (int length = 0; length < L2TP.length(); length++) {
            assertThat(l2tpIsWhole(L2TP.head(length).toArray()))
                    .as("L2TP, %d octets", length)
                    .isFalse();
        }
        for (int length = 0; length < LCP.length(); length++) {
            assertThat(pppIsWhole(LCP.head(length).toArray()))
                    .as("PPP, %d octets", length)
                    .isFalse();
        }
    }

    private static List<byte[]> packets(Path capture) throws IOException {
        var packets = new ArrayList<byte[]>();
        try (InputStream in = Files.newInputStream(capture)) {
            CaptureReader.read(
                    in,
                    (number, nanos, linkType, wireLength, octets, from, to) ->
                            packets.add(Arrays.copyOfRange(octets, from, to)));
        }
        return packets;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ike1-main-quick", "ike2", "ike1-payloads", "l2tp-control", "l2tp-ppp", "icmp4", "icmp6", "frag6"
            })
    void everyChangedOctetAndEveryCutGivesAnAnswer(String name) throws IOException {
        long[] answers = new long[1];
        var dissector = new Dissector(NO_KEYS, packet -> answers[0]++);
        long number = 0;
        for (byte[] packet : packets(EDGE.resolve(name + ".pcap"))) {
            for (int i = 0; i < packet.length; i++) {
                byte was = packet[i];
                for (int change : new int[] {0, 1, 0x80, 0xFF}) {
                    packet[i] = (byte) (change == 1 ? was + 1 : change);
                    dissector.packet(++number, 0, ETHERNET, packet.length, packet, 0, packet.length);
                }
                packet[i] = was;
                // cut by the capture, then on the wire
                dissector.packet(++number, 0, ETHERNET, packet.length, packet, 0, i);
                dissector.packet(++number, 0, ETHERNET, i, packet, 0, i);
            }
        }
        assertThat(answers[0]).isPositive();
    }

    @Test
    void randomOctetsGiveAnAnswerOnEveryLinkType() {
        var random = new Random(20_260_101);
        long[] answers = new long[1];
        var dissector = new Dissector(NO_KEYS, packet -> answers[0]++);
        int[] links = {0, 1, 9, 12, 50, 101, 108, 113, 204, 228, 229, 239, 276, 999};
        for (int i = 0; i < 40_000; i++) {
            byte[] packet = new byte[random.nextInt(160)];
            random.nextBytes(packet);
            dissector.packet(i, 0, links[i % links.length], packet.length + i % 3, packet, 0, packet.length);
        }
        for (int i = 0; i < 20_000; i++) {
            byte[] message = new byte[random.nextInt(120)];
            random.nextBytes(message);
            ikeIsWhole(message);
            l2tpIsWhole(message);
            pppIsWhole(message);
        }
        assertThat(answers[0]).isPositive();
    }

    @Test
    void aBrokenFileGivesItsWholeRecordsAndANote() throws IOException {
        byte[] file = Files.readAllBytes(EDGE.resolve("file-multi.pcapng"));
        for (int length = 0; length < file.length; length += 7) {
            CaptureReader.Result result = CaptureReader.read(
                    new java.io.ByteArrayInputStream(file, 0, length),
                    (number, nanos, linkType, wireLength, octets, from, to) -> {});
            assertThat(result.packets()).isLessThanOrEqualTo(20);
        }
        try (Stream<String> none = Stream.of("hello, this is text")) {
            for (String text : none.toList()) {
                var result = CaptureReader.read(
                        new java.io.ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                        (number, nanos, linkType, wireLength, octets, from, to) -> {});
                assertThat(result.recognised()).isFalse();
            }
        }
    }
}
