package kiriwake.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import kiriwake.net.Ip;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;

/** Packets over a cable in a network of the test's own. Needs root, libpcap and iproute2. */
class CapturesIT {
    private static final Ip PEER = Ip.read("203.0.113.45").orElseThrow();
    private static final Ip OTHER = Ip.read("203.0.113.46").orElseThrow();
    private static final CaptureSettings SETTINGS = new CaptureSettings(
            List.of("near0"), Optional.empty(), 0, 2 << 20, true, Duration.ofMillis(50));

    @BeforeAll
    static void libpcap() {
        Libpcap.choose();
    }

    private static PcapHandle far() throws Exception {
        return new PcapHandle.Builder("far0")
                .snaplen(64)
                .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                .timeoutMillis(100)
                .bufferSize(1 << 20)
                .build();
    }

    /** The number in an IKE message of {@link Frames#ike}. */
    private static int number(Packet packet) {
        return packet.octets().at(42 + 6) << 8 | packet.octets().at(42 + 7);
    }

    private static boolean isIke(Packet packet) {
        return packet.octets().at(37) == (500 & 255) && packet.octets().at(36) == 500 >> 8;
    }

    @Test
    void controlPacketsArriveAsTheyWereSent() {
        Namespace.in(() -> {
            Namespace.cable("near0", "far0");
            var heard = new Heard();
            Instant before = Instant.now();
            try (var captures = Captures.start(SETTINGS, heard);
                    PcapHandle far = far()) {
                far.sendPacket(Frames.ike(PEER, 1));
                far.sendPacket(Frames.espInUdp(PEER, 1));
                far.sendPacket(Frames.esp(PEER, 1));
                far.sendPacket(Frames.tcp(PEER));
                far.sendPacket(Frames.ikeOn4500(PEER, 2));
                far.sendPacket(Frames.keepalive(PEER));
                assertThat(Heard.until(() -> heard.count() >= 3)).isTrue();
                assertThat(captures.status()).hasSize(1).allMatch(CaptureStatus::open);
            }
            assertThat(heard.packets())
                    .extracting(packet -> packet.octets().length())
                    .containsExactly(
                            Frames.ike(PEER, 1).length,
                            Frames.ikeOn4500(PEER, 2).length,
                            Frames.keepalive(PEER).length);
            Packet first = heard.packets().getFirst();
            assertThat(first.interfaceName()).isEqualTo("near0");
            assertThat(first.linkType()).isEqualTo(1);
            assertThat(first.wireLength()).isEqualTo(Frames.ike(PEER, 1).length);
            assertThat(Instant.EPOCH.plusNanos(first.nanos())).isBetween(before, Instant.now());
            assertThat(heard.gaps()).isEmpty();
        });
    }

    @Test
    void espIsCapturedForThePeersThatAreFollowed() {
        Namespace.in(() -> {
            Namespace.cable("near0", "far0");
            var heard = new Heard();
            try (var captures = Captures.start(SETTINGS, heard);
                    PcapHandle far = far()) {
                captures.follow(List.of(PEER));
                assertThat(Heard.until(() -> {
                            send(far, Frames.espInUdp(PEER, 1));
                            send(far, Frames.espInUdp(OTHER, 2));
                            return heard.count() > 0;
                        }))
                        .isTrue();
                captures.follow(List.of(OTHER));
                assertThat(Heard.until(() -> {
                            send(far, Frames.espInUdp(OTHER, 2));
                            return heard.packets().stream()
                                    .anyMatch(packet -> packet.octets().at(42 + 7) == 2);
                        }))
                        .isTrue();
                Heard.nap(200);
                int before = heard.count();
                send(far, Frames.espInUdp(PEER, 1));
                send(far, Frames.ike(PEER, 1));
                assertThat(Heard.until(() -> heard.count() > before)).isTrue();
                Heard.nap(100);
                assertThat(heard.packets().subList(before, heard.count())).allMatch(CapturesIT::isIke);
            }
        });
    }

    private static void send(PcapHandle far, byte[] frame) {
        try {
            far.sendPacket(frame);
        } catch (org.pcap4j.core.PcapNativeException | org.pcap4j.core.NotOpenException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void noControlPacketIsLostWhileFiltersAreReplaced() {
        Namespace.in(() -> {
            Namespace.cable("near0", "far0");
            var heard = new Heard();
            int most = 20_000;
            // room enough that nothing is dropped while this process waits for a processor
            var roomy = new CaptureSettings(
                    List.of("near0"), Optional.empty(), 0, 32 << 20, true, Duration.ofMillis(50));
            try (var captures = Captures.start(roomy, heard);
                    PcapHandle far = far()) {
                for (int i = 0; i < most; i++) {
                    send(far, Frames.ike(PEER, i));
                    if (i % 50 == 0) {
                        captures.follow(List.of(Ip.v4(0xCB007100 + i / 50 % 200), OTHER));
                        Heard.nap(1);
                    }
                }
                assertThat(Heard.until(() -> heard.count() >= most))
                        .as("%s %s %d", heard.gaps(), captures.status(), heard.count())
                        .isTrue();
            }
            Set<Integer> numbers = new HashSet<>();
            heard.packets().forEach(packet -> numbers.add(number(packet)));
            assertThat(numbers).hasSize(most);
            assertThat(heard.gaps()).isEmpty();
        });
    }

    @Test
    void anInterfaceMayVanishAndReturnFiftyTimes() {
        Namespace.in(() -> {
            Namespace.cable("near0", "far0");
            var heard = new Heard();
            try (var captures = Captures.start(SETTINGS, heard)) {
                captures.follow(List.of(PEER));
                exchange(heard, 0);
                List<String> descriptors = descriptors();
                long threads = threads();
                for (int i = 1; i <= 50; i++) {
                    Namespace.ip("link del near0");
                    assertThat(Heard.until(() -> captures.status().stream().noneMatch(CaptureStatus::open)))
                            .isTrue();
                    Namespace.cable("near0", "far0");
                    assertThat(Heard.until(() -> captures.status().stream().allMatch(CaptureStatus::open)))
                            .isTrue();
                    exchange(heard, i);
                }
                assertThat(captures.status().getFirst().openings()).isEqualTo(51);
                assertThat(Heard.until(() -> threads() <= threads)).isTrue();
                assertThat(descriptors()).containsExactlyInAnyOrderElementsOf(descriptors);
            }
            assertThat(heard.gaps()).hasSize(50).allMatch(gap -> gap.kind() == Gap.Kind.NOT_OPEN);
            assertThat(heard.gaps())
                    .allMatch(gap ->
                            Duration.between(gap.from(), gap.to()).compareTo(Duration.ofSeconds(3)) < 0);
            assertThat(Heard.until(() -> threads() == 0)).isTrue();
        });
    }

    private static void exchange(Heard heard, int number) throws Exception {
        try (PcapHandle far = far()) {
            assertThat(Heard.until(() -> {
                        send(far, Frames.ike(PEER, number));
                        return heard.packets().stream()
                                .anyMatch(packet -> isIke(packet) && number(packet) == number);
                    }))
                    .as("packet %d", number)
                    .isTrue();
        }
    }

    /** What is open, by kind: sockets and memory have numbers that change. */
    private static List<String> descriptors() throws IOException {
        var open = new ArrayList<String>();
        try (Stream<Path> numbers = Files.list(Path.of("/proc/self/fd"))) {
            for (Path number : numbers.toList()) {
                if (Files.isSymbolicLink(number)) {
                    open.add(Files.readSymbolicLink(number).toString().replaceAll("\\d+", "N"));
                }
            }
        }
        return open;
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("capture "))
                .count();
    }

    @Test
    void anInterfaceThatIsDownIsCapturedWhenItComesUp() {
        Namespace.in(() -> {
            var heard = new Heard();
            try (var captures = Captures.start(SETTINGS, heard)) {
                assertThat(captures.status()).allMatch(status -> !status.open());
                assertThat(captures.status().getFirst().trouble()).isEqualTo("there is no interface of this name");
                Namespace.cable("near0", "far0");
                assertThat(Heard.until(() -> captures.status().getFirst().open())).isTrue();
                exchange(heard, 1);
                Namespace.ip("link set near0 down");
                Heard.nap(200);
                Namespace.ip("link set near0 up");
                assertThat(Heard.until(() -> captures.status().getFirst().open())).isTrue();
                exchange(heard, 2);
            }
        });
    }

    @Test
    void whatTheKernelDropsIsCountedAndIsAGap() {
        Namespace.in(() -> {
            Namespace.cable("near0", "far0");
            var heard = new Heard();
            int most = 5000;
            var small = new CaptureSettings(
                    List.of("near0"), Optional.empty(), 0, 1 << 16, true, Duration.ofMillis(50));
            try (var captures = Captures.start(small, heard);
                    PcapHandle far = far()) {
                heard.slow(1);
                for (int i = 0; i < most; i++) {
                    send(far, Frames.ike(PEER, i));
                }
                heard.slow(0);
                assertThat(Heard.until(() -> {
                            captures.count();
                            CaptureStatus now = captures.status().getFirst();
                            // libpcap counts also what passed before the filter was set
                            return now.received() >= most && heard.count() + now.droppedByKernel() == most;
                        }))
                        .as(() -> heard.count() + " heard of " + captures.status())
                        .isTrue();
                assertThat(captures.status().getFirst().droppedByKernel()).isPositive();
            }
            assertThat(heard.gaps()).isNotEmpty().allMatch(gap -> gap.kind() == Gap.Kind.KERNEL);
            long lost = heard.gaps().stream().mapToLong(Gap::packets).sum();
            assertThat(lost + heard.count()).isEqualTo(most);
        });
    }

    @Test
    void aListenerThatFailsDoesNotEndTheCapture() {
        Namespace.in(() -> {
            Namespace.cable("near0", "far0");
            var heard = new Heard();
            var once = new java.util.concurrent.atomic.AtomicBoolean();
            var failing = new CaptureListener() {
                @Override
                public void packet(Packet packet) {
                    if (once.compareAndSet(false, true)) {
                        throw new IllegalStateException("for the test");
                    }
                    heard.packet(packet);
                }

                @Override
                public void gap(Gap gap) {
                    heard.gap(gap);
                }

                @Override
                public void changed(String interfaceName, boolean captured, Instant at, String why) {
                    heard.changed(interfaceName, captured, at, why);
                }
            };
            try (var captures = Captures.start(SETTINGS, failing);
                    PcapHandle far = far()) {
                send(far, Frames.ike(PEER, 1));
                assertThat(Heard.until(() -> heard.changes().size() >= 3)).isTrue();
                send(far, Frames.ike(PEER, 2));
                assertThat(Heard.until(() -> heard.count() == 1)).isTrue();
                assertThat(captures.status()).allMatch(CaptureStatus::open);
            }
            assertThat(heard.changes().get(1)).contains("kiriwake failed on a packet");
        });
    }

    @Test
    void closingDeliversWhatHasArrived() {
        Namespace.in(() -> {
            Namespace.cable("near0", "far0");
            var heard = new Heard();
            try (var captures = Captures.start(SETTINGS, heard);
                    PcapHandle far = far()) {
                assertThat(captures.status()).allMatch(CaptureStatus::open);
                for (int i = 0; i < 200; i++) {
                    send(far, Frames.ike(PEER, i));
                }
            }
            assertThat(heard.count()).isEqualTo(200);
        });
    }
}
