package kiriwake.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import kiriwake.config.Config;
import kiriwake.net.Ip;
import kiriwake.pipeline.LivePipeline;
import kiriwake.pipeline.Source;
import kiriwake.source.capture.CaptureSettings;
import kiriwake.source.capture.CaptureStatus;
import kiriwake.source.capture.Captures;
import kiriwake.source.capture.Gap;
import kiriwake.source.capture.KernelFilter;
import kiriwake.source.capture.Packet;
import kiriwake.trouble.Trouble;

/**
 * The packets, for the thread that looks: from the captures into the ring and the pipeline, whose ESP is wanted, and what
 * of all this was missed.
 */
final class Wire implements AutoCloseable {
    private static final Duration LOOK_FOR_INTERFACES_EVERY = Duration.ofSeconds(1);

    private final Inbox inbox = new Inbox();
    private final Handshakes handshakes = new Handshakes(KernelFilter.MOST_PEERS);
    private final Peek peek = new Peek();
    private final PacketRing ring;
    private final CaseMaterial material;
    private final LivePipeline pipeline;
    private final ObjLongConsumer<String> counter;
    private final Consumer<String> log;
    private Optional<Captures> captures = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private Optional<Instant> seenBefore = Optional.empty();
    private boolean unfollow;
    private Optional<String> ringTrouble = Optional.empty();
    /** Up to then all packets were written. */
    private Instant ringWhole = Instant.now();

    /**
     * @param counter gets what was missed, by name
     * @param log one line each
     */
    Wire(
            PacketRing ring,
            CaseMaterial material,
            LivePipeline pipeline,
            ObjLongConsumer<String> counter,
            Consumer<String> log) {
        this.ring = ring;
        this.material = material;
        this.pipeline = pipeline;
        this.counter = counter;
        this.log = log;
    }

    /** @param before when an agent looked last */
    void start(Config.Capture config, Optional<Instant> before) {
        seenBefore = before;
        CaptureSettings usual = CaptureSettings.standard();
        List<String> interfaces = new ArrayList<>(config.interfaces());
        if (interfaces.isEmpty()) {
            interfaces.add(CaptureSettings.FOUND);
        }
        config.nflogGroup().ifPresent(group -> interfaces.add("nflog:" + group));
        try {
            captures = Optional.of(Captures.start(
                    new CaptureSettings(
                            interfaces,
                            Optional.empty(),
                            usual.snapLength(),
                            config.bufferOctets(),
                            usual.immediate(),
                            LOOK_FOR_INTERFACES_EVERY),
                    inbox));
        } catch (Trouble failure) {
            // the logs and the state are worth watching without packets too
            trouble = Optional.of(failure.told());
            log.accept(failure.told().replace("\n", " "));
        }
    }

    /** The ring's packets since then, as if they came now. */
    void replay(Instant from) {
        try {
            ring.read(
                    from,
                    Instant.now(),
                    (interfaceName, linkType) -> (number, nanos, type, wireLength, octets, start, end) ->
                            pipeline.packet(interfaceName, type, nanos, wireLength, octets, start, end));
        } catch (IOException failure) {
            log.accept("the packets of before cannot be read again: " + failure.getMessage());
        }
    }

    /** Takes what has come; waits for the first packet at most so long. */
    void look(Duration longest, Set<Ip> own) throws InterruptedException {
        boolean more = false;
        for (Packet packet : inbox.take(longest.toMillis())) {
            ring.write(packet);
            Peek.Seen seen = peek.at(packet);
            more |= seen.kind() == Peek.Kind.IKE && handshakes.seen(seen.from(), seen.to(), own);
            byte[] octets = packet.octets().toArray();
            pipeline.packet(
                    PacketRing.safe(packet.interfaceName()),
                    packet.linkType(),
                    packet.nanos(),
                    packet.wireLength(),
                    octets,
                    0,
                    octets.length);
        }
        if (more || unfollow) {
            // before the first ESP packet comes: the pipeline itself looks a second and a half later
            unfollow = false;
            captures.ifPresent(all -> all.follow(handshakes.followed()));
        }
        inbox.gaps().forEach(this::missed);
        inbox.changes().forEach(this::changed);
    }

    private void missed(Gap gap) {
        if (gap.kind() == Gap.Kind.INTERFACE) {
            // of any traffic: no proof that something of ours is missing
            return;
        }
        String source = PacketRing.safe(gap.interfaceName());
        long packets = Math.max(1, gap.packets());
        pipeline.missed(source, gap.from(), gap.to(), packets);
        material.missed(source, gap.from(), gap.to(), packets, "capture: " + gap.kind());
        counter.accept("capture-missed", packets);
    }

    private void changed(Inbox.Changed changed) {
        if (changed.captured()) {
            String source = PacketRing.safe(changed.interfaceName());
            // while no agent ran, nobody looked at the wire
            seenBefore.ifPresent(seen -> material.missed(source, seen, changed.at(), 1, "the agent was not running"));
            pipeline.watching(source, Source.Kind.CAPTURE, changed.at());
        }
        log.accept((changed.captured() ? "capturing on " : "not capturing on ")
                + changed.interfaceName()
                + (changed.why().isEmpty() ? "" : ": " + changed.why()));
    }

    /** Packets that are in no file must not look as if they had never come. */
    void flush() {
        Optional<String> failure = ring.flush();
        Instant now = Instant.now();
        ring.lost().forEach((source, packets) -> {
            material.missed(source, ringWhole, now, packets, "packets could not be written to the disk");
            counter.accept("capture-unwritten", packets);
        });
        if (!failure.equals(ringTrouble)) {
            log.accept(failure.orElse("packets can be kept again"));
        }
        ringTrouble = failure;
        if (failure.isEmpty()) {
            ringWhole = now;
        }
    }

    /** Its handshake is over: its ESP is not wanted any more. */
    void settled(Ip peer) {
        handshakes.done(peer);
        unfollow = true;
    }

    /** Somebody is in the middle of a handshake. */
    boolean followsAny() {
        return !handshakes.followed().isEmpty();
    }

    List<CaptureStatus> interfaces() {
        return captures.map(Captures::status).orElse(List.of());
    }

    /** Why nothing is captured, for an operator. */
    Optional<String> trouble() {
        return trouble;
    }

    @Override
    public void close() {
        captures.ifPresent(Captures::close);
        ring.close();
    }
}
