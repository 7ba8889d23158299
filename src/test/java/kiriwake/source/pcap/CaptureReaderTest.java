package kiriwake.source.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kiriwake.bytes.Bytes;
import kiriwake.source.pcap.CaptureReader.Result;
import org.junit.jupiter.api.Test;

/** Captures written by hand: every form of the two file formats, and what is lost or broken. */
class CaptureReaderTest {
    //                                             magic    version   zone     sigfigs  snaplen  Ethernet
    private static final String PCAP_BIG = "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001";
    private static final String PCAP_LITTLE_NANO = "4d3cb2a1 0200 0400 00000000 00000000 00000400 65000000";

    //                                             type    length   byte order  version    section length    length
    private static final String SECTION_BIG = "0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c";
    private static final String SECTION_LITTLE = "0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000";

    private record Packet(long number, long nanos, int linkType, int wireLength, String octets) {}

    private record Read(List<Packet> packets, Result result) {}

    private static Read read(String... hex) throws IOException {
        var packets = new ArrayList<Packet>();
        Result result = CaptureReader.read(
                new ByteArrayInputStream(Bytes.hex(String.join("", hex)).toArray()),
                (number, nanos, linkType, wireLength, octets, from, to) -> packets.add(new Packet(
                        number,
                        nanos,
                        linkType,
                        wireLength,
                        Bytes.copyOf(octets, from, to).hex())));
        return new Read(packets, result);
    }

    @Test
    void pcapInMicrosecondsMostSignificantFirst() throws IOException {
        //                       seconds  micros   captured wire
        Read read = read(PCAP_BIG, "00000001 00000002 00000002 000005dc  cafe");
        assertThat(read.packets()).containsExactly(new Packet(1, 1_000_002_000L, 1, 1500, "cafe"));
        assertThat(read.result()).isEqualTo(new Result(1, 0, java.util.Optional.empty(), true));
    }

    @Test
    void pcapInNanosecondsLeastSignificantFirst() throws IOException {
        Read read = read(PCAP_LITTLE_NANO, "01000000 02000000 02000000 02000000  cafe");
        assertThat(read.packets()).containsExactly(new Packet(1, 1_000_000_002L, 101, 2, "cafe"));
    }

    @Test
    void eachInterfaceHasItsOwnLinkTypeAndClock() throws IOException {
        Read read = read(
                SECTION_BIG,
                // interface 0: Ethernet, microseconds
                "00000001 00000014 0001 0000 00000000 00000014",
                // interface 1: raw IP, nanoseconds (option 9: 10^-9)
                "00000001 00000020 0065 0000 00000000 0009 0001 09000000 0000 0000 00000020",
                // interface 2: Linux cooked v2, 2^-10 seconds (option 9: 0x8a), offset 100 s (option 14)
                "00000001 0000002c 0114 0000 00000000 0009 0001 8a000000 000e 0008 0000000000000064 0000 0000 0000002c",
                //                  interface high    low      captured wire
                "00000006 00000024 00000000 00000000 000f4240 00000002 00000002 cafe0000 00000024",
                "00000006 00000024 00000001 00000000 3b9aca00 00000002 00000002 beef0000 00000024",
                "00000006 00000024 00000002 00000000 00000400 00000002 00000002 f00d0000 00000024");
        assertThat(read.packets())
                .containsExactly(
                        new Packet(1, 1_000_000_000L, 1, 2, "cafe"),
                        new Packet(2, 1_000_000_000L, 101, 2, "beef"),
                        new Packet(3, 101_000_000_000L, 276, 2, "f00d"));
        assertThat(read.result().trouble()).isEmpty();
    }

    @Test
    void theLastStatisticsOfEachInterfaceSayWhatWasLost() throws IOException {
        String ethernet = "00000001 00000014 0001 0000 00000000 00000014";
        Read read = read(
                SECTION_BIG,
                ethernet,
                ethernet,
                //                 interface  stamp             option 5: 3 dropped by the card
                "00000005 00000028 00000000 0000000000000000 0005 0008 0000000000000003 0000 0000 00000028",
                // the same interface later: 7 of the card, 2 of the system (option 7)
                "00000005 00000034 00000000 0000000000000000 0005 0008 0000000000000007 0007 0008 0000000000000002"
                        + "0000 0000 00000034",
                "00000005 00000028 00000001 0000000000000000 0007 0008 0000000000000001 0000 0000 00000028",
                // statistics of an interface that the file does not have
                "00000005 00000028 00000009 0000000000000000 0005 0008 00000000000000ff 0000 0000 00000028");
        assertThat(read.result().dropped()).isEqualTo(7 + 2 + 1);
    }

    @Test
    void aSecondSectionBeginsAnewInItsOwnByteOrder() throws IOException {
        Read read = read(
                SECTION_BIG,
                "00000001 00000014 0001 0000 00000000 00000014",
                "00000005 00000028 00000000 0000000000000000 0005 0008 0000000000000003 0000 0000 00000028",
                SECTION_LITTLE,
                "01000000 14000000 6500 0000 00000000 14000000",
                "06000000 24000000 00000000 00000000 40420f00 02000000 02000000 cafe0000 24000000");
        assertThat(read.packets()).containsExactly(new Packet(1, 1_000_000_000L, 101, 2, "cafe"));
        assertThat(read.result().dropped()).as("of the first section too").isEqualTo(3);
    }

    @Test
    void aPacketOfAnUnknownInterfaceIsCountedAndHasNoLinkType() throws IOException {
        Read read =
                read(SECTION_BIG, "00000006 00000024 00000005 00000000 00000000 00000002 00000002 cafe0000 00000024");
        assertThat(read.packets()).containsExactly(new Packet(1, 0, -1, 2, "cafe"));
    }

    @Test
    void aSimplePacketEndsWithTheSnapLength() throws IOException {
        Read read = read(
                SECTION_BIG,
                "00000001 00000014 0001 0000 00000002 00000014",
                //                  wire     octets, then padding
                "00000003 00000014 00000004 cafe0000 00000014");
        assertThat(read.packets()).containsExactly(new Packet(1, 0, 1, 4, "cafe"));
    }

    @Test
    void aFileCutInARecordGivesWhatWasThereAndSaysWhereItEnds() throws IOException {
        Read read = read(PCAP_BIG, "00000001 00000002 00000001 00000001 aa", "00000001 00000002 00000004 00000004 bb");
        assertThat(read.packets()).hasSize(1);
        assertThat(read.result().trouble()).hasValue("the file ends in record 2, at octet 58");
        assertThat(read(PCAP_BIG, "0000").result().trouble()).hasValue("the file ends in a record header, at octet 26");
        assertThat(read("a1b2c3d4 0002").result().trouble()).hasValue("the file ends in the file header, at octet 6");
        assertThat(read(SECTION_BIG, "00000001 0000").result().trouble())
                .hasValue("the file ends in a block header, at octet 34");
    }

    @Test
    void aLengthThatCannotBeEndsTheReadingInsteadOfTheMemory() throws IOException {
        Read read = read(PCAP_BIG, "00000001 00000002 7fffffff 7fffffff aa");
        assertThat(read.packets()).isEmpty();
        assertThat(read.result().trouble())
                .hasValueSatisfying(why -> assertThat(why).contains("claims 2147483647"));
        Read blocks = read(SECTION_BIG, "00000006 7ffffffc 00000000");
        assertThat(blocks.result().trouble())
                .hasValueSatisfying(why -> assertThat(why).contains("claims 2147483644"));
        Read tiny = read(SECTION_BIG, "00000006 00000008 00000008");
        assertThat(tiny.result().trouble())
                .hasValueSatisfying(why -> assertThat(why).contains("claims 8"));
    }

    @Test
    void whatIsNoCaptureIsNotTakenForOne() throws IOException {
        assertThat(read("").result().trouble()).hasValue("the file is empty");
        assertThat(read("0a").result().trouble()).hasValue("it is too short for a capture");
        Result text = read("4e6f7620323320").result();
        assertThat(text.recognised()).isFalse();
        assertThat(text.trouble()).hasValue("it begins neither as pcap nor as pcapng");
    }
}
