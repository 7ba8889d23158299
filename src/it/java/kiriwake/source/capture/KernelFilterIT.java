package kiriwake.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kiriwake.net.Ip;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

/** The filters as this machine's libpcap understands them. Needs libpcap, no root. */
class KernelFilterIT {
    private static final Ip PEER = Ip.read("203.0.113.45").orElseThrow();
    private static final Ip OTHER = Ip.read("203.0.113.46").orElseThrow();
    private static final Ip PEER6 = Ip.read("2001:db8::45").orElseThrow();

    /** Which of the two filters lets it through. */
    private enum Through {
        CONTROL,
        SEALED,
        NEITHER
    }

    @BeforeAll
    static void libpcap() {
        Libpcap.choose();
    }

    private static Stream<Arguments> frames() {
        return Stream.of(
                Arguments.of("IKE", Frames.ike(PEER, 1), Through.CONTROL),
                Arguments.of("IKE from a mapped port", Frames.udp(PEER, 1027, 500, new byte[28]), Through.CONTROL),
                Arguments.of("IKE on 4500", Frames.ikeOn4500(PEER, 1), Through.CONTROL),
                Arguments.of("keepalive without padding", Frames.keepalive(PEER), Through.CONTROL),
                Arguments.of("L2TP in the clear", Frames.udp(PEER, 1701, 1701, new byte[12]), Through.CONTROL),
                Arguments.of("ESP in UDP", Frames.espInUdp(PEER, 1), Through.SEALED),
                Arguments.of("ESP in UDP of another peer", Frames.espInUdp(OTHER, 1), Through.NEITHER),
                Arguments.of("ESP", Frames.esp(PEER, 1), Through.SEALED),
                Arguments.of("ESP of another peer", Frames.esp(OTHER, 1), Through.NEITHER),
                Arguments.of("a later fragment of UDP", Frames.fragment(OTHER, 17), Through.CONTROL),
                Arguments.of("a later fragment of ESP", Frames.fragment(PEER, 50), Through.SEALED),
                Arguments.of("a later fragment of TCP", Frames.fragment(PEER, 6), Through.NEITHER),
                Arguments.of("unreachable, about IKE", Frames.unreachable(OTHER, 500, 500), Through.CONTROL),
                Arguments.of("unreachable, about 4500", Frames.unreachable(OTHER, 4500, 1029), Through.CONTROL),
                Arguments.of("unreachable, about DNS", Frames.unreachable(OTHER, 53, 4053), Through.NEITHER),
                Arguments.of("ping", Frames.packet(PEER, 1, 0, new byte[] {8, 0, 0, 0}), Through.NEITHER),
                Arguments.of("TCP", Frames.tcp(PEER), Through.NEITHER),
                Arguments.of("DNS", Frames.udp(PEER, 53, 5353, new byte[30]), Through.NEITHER),
                Arguments.of("UDP 4500 with nothing in it", Frames.udp(PEER, 4500, 4500, new byte[0]), Through.NEITHER),
                Arguments.of("IKE over IPv6", Frames.ike(PEER6, 1), Through.CONTROL),
                Arguments.of("IKE on 4500 over IPv6", Frames.ikeOn4500(PEER6, 1), Through.CONTROL),
                Arguments.of("keepalive over IPv6", Frames.keepalive(PEER6), Through.CONTROL),
                Arguments.of("ESP in UDP over IPv6", Frames.espInUdp(PEER6, 1), Through.SEALED),
                Arguments.of("ESP over IPv6", Frames.esp(PEER6, 1), Through.SEALED),
                Arguments.of("a fragment of UDP over IPv6", fragment6(), Through.CONTROL),
                Arguments.of("ARP", arp(), Through.NEITHER));
    }

    private static byte[] fragment6() {
        byte[] payload = new byte[64];
        payload[0] = 17;
        return Frames.packet(PEER6, 44, 0, payload);
    }

    private static byte[] arp() {
        byte[] frame = new byte[42];
        frame[12] = 8;
        frame[13] = 6;
        return frame;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frames")
    void eachFrameGoesThroughOneFilterAtMost(String name, byte[] frame, Through expected) throws Exception {
        try (Compiled control = compile(KernelFilter.control(Optional.empty()), DataLinkType.EN10MB);
                Compiled sealed = compile(KernelFilter.sealed(List.of(PEER, PEER6)), DataLinkType.EN10MB)) {
            assertThat(control.lets(frame)).as(name).isEqualTo(expected == Through.CONTROL);
            assertThat(sealed.lets(frame)).as(name).isEqualTo(expected == Through.SEALED);
        }
    }

    @Test
    void nothingIsNothing() throws Exception {
        try (Compiled nothing = compile(KernelFilter.NOTHING, DataLinkType.EN10MB)) {
            assertThat(nothing.lets(Frames.ike(PEER, 1))).isFalse();
            assertThat(nothing.lets(Frames.esp(PEER, 1))).isFalse();
        }
    }

    @Test
    void onePeerAloneKeepsTheOthersOut() throws Exception {
        try (Compiled only = compile(KernelFilter.control(Optional.of(PEER)), DataLinkType.EN10MB)) {
            assertThat(only.lets(Frames.ike(PEER, 1))).isTrue();
            assertThat(only.lets(Frames.keepalive(PEER))).isTrue();
            assertThat(only.lets(Frames.ike(OTHER, 1))).isFalse();
            assertThat(only.lets(Frames.unreachable(OTHER, 500, 500))).isTrue();
        }
    }

    @Test
    void theFiltersCompileForEveryLinkTypeAndAsManyPeersAsThereMayBe() throws Exception {
        List<Ip> most = Stream.iterate(0, i -> i + 1)
                .limit(KernelFilter.MOST_PEERS)
                .map(i -> i % 2 == 0 ? Ip.v4(0xCB007100 + i) : Ip.v6(0x20010DB800000000L, i))
                .toList();
        for (DataLinkType type : List.of(
                DataLinkType.EN10MB, DataLinkType.LINUX_SLL, DataLinkType.RAW, DataLinkType.PPP, DataLinkType.NULL)) {
            compile(KernelFilter.control(Optional.empty()), type).close();
            compile(KernelFilter.control(Optional.of(PEER6)), type).close();
            compile(KernelFilter.sealed(most), type).close();
        }
    }

    private static Compiled compile(String text, DataLinkType type) throws PcapNativeException {
        PcapHandle dead = Pcaps.openDead(type, 1920);
        try {
            return new Compiled(
                    dead, dead.compileFilter(text, BpfCompileMode.OPTIMIZE, PcapHandle.PCAP_NETMASK_UNKNOWN));
        } catch (org.pcap4j.core.NotOpenException closed) {
            throw new IllegalStateException(closed);
        }
    }

    private record Compiled(PcapHandle dead, BpfProgram program) implements AutoCloseable {
        boolean lets(byte[] frame) {
            return program.applyFilter(frame);
        }

        @Override
        public void close() {
            program.free();
            dead.close();
        }
    }
}
