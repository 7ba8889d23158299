package kiriwake.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BooleanSupplier;
import kiriwake.cases.CaseFile;
import kiriwake.log.reader.LineReading;
import kiriwake.net.Ip;
import kiriwake.pipeline.LiveAttempt;
import kiriwake.pipeline.LivePipeline;
import kiriwake.pipeline.LiveSettings;
import kiriwake.pipeline.Source;
import kiriwake.source.capture.CaptureSettings;
import kiriwake.source.capture.CaptureStatus;
import kiriwake.source.capture.Captures;
import kiriwake.source.capture.Gap;
import kiriwake.source.capture.Packet;
import kiriwake.source.host.Commands;
import kiriwake.source.host.Discovery;
import kiriwake.source.host.HostFiles;
import kiriwake.source.host.Keys;
import kiriwake.source.host.Snapshots;
import kiriwake.source.journal.JournalFollower;
import kiriwake.source.tail.Batch;
import kiriwake.source.tail.LogGap;
import kiriwake.source.tail.LogLine;
import kiriwake.timeline.Timed;

/**
 * One capture during one connection attempt: packets, lines and snapshots into a case folder, until the attempt has
 * ended. The thread that calls {@link #run} does everything but the capturing itself. One use each.
 */
public final class CaptureRun {
    private static final long MOST_OCTETS = 128L << 20;
    private static final long TAIL_MILLIS = 150;
    private static final long TICK_MILLIS = 100;
    private static final long FLUSH_MILLIS = 200;
    private static final long ABOUT_MILLIS = 2000;
    /** One packet alone is somebody who tries doors: a Mac repeats its first message. */
    private static final int ENOUGH_EVENTS = 3;

    private final Options options;
    private final View view;
    private final Commands commands = Commands.ofHost();
    private final HostFiles host = HostFiles.ofHost();
    private final CaptureSettings settings;
    private final OpenCase folder;
    private final Instant start = Instant.now();
    private final CaptureQueue queue;
    private final Peek peek = new Peek();
    private final KeyRing keys;
    private final Set<Ip> own = new ConcurrentSkipListSet<>();
    private final Watched watched = new Watched();
    private final List<LiveAttempt> judged = new ArrayList<>();
    private long packets;

    /**
     * @param interfaces empty: found
     * @param only the one peer that matters
     * @param decrypt ESP with the kernel's keys, which stay in memory
     * @param longest empty: until the attempt has ended
     */
    public record Options(
            List<String> interfaces,
            Optional<Ip> only,
            Path output,
            boolean decrypt,
            Optional<Duration> longest,
            String version) {

        public Options {
            interfaces = List.copyOf(interfaces);
        }
    }

    /** Shows it while it happens; called by the thread that runs. */
    public interface View {
        /** The client may dial. */
        void ready(List<CaptureStatus> capturing, List<String> logs);

        /** What the host runs and what of it will not be seen; a moment later. */
        void found(Discovery discovery);

        /** In the order of time. */
        void happened(Timed timed);

        /** For an operator, a sentence. */
        void note(String sentence);

        /** Several times a second. */
        void waiting(Duration since, long packets);
    }

    /** Why it ended. */
    public enum Ended {
        /** The attempt is over, connected or silent. */
        ATTEMPT_OVER,
        TIME_IS_UP,
        ASKED_TO
    }

    /**
     * What came of it.
     *
     * @param keys in the form of {@code ip xfrm state}; empty when there are none. Never to be written
     * @param troubles what could not be written, read or seen, each a sentence
     */
    public record Result(
            Path folder, Ended ended, Optional<String> keys, Set<Ip> addresses, long packets, List<String> troubles) {

        @Override
        public String toString() {
            return folder + ", " + ended;
        }
    }

    /**
     * Makes the folder.
     *
     * @throws kiriwake.trouble.Trouble when it cannot capture or write
     */
    public CaptureRun(Options options, View view) {
        this.options = options;
        this.view = view;
        this.settings = CaptureSettings.standard().on(options.interfaces()).only(options.only());
        Captures.check(settings);
        this.folder = OpenCase.make(options.output(), MOST_OCTETS);
        this.queue = new CaptureQueue(own);
        var xfrm = new Keys(commands);
        this.keys = new KeyRing(options.decrypt() ? xfrm::now : () -> "");
    }

    /**
     * @param stop asked often; true ends it in order
     * @throws kiriwake.trouble.Trouble when it cannot capture
     */
    public Result run(BooleanSupplier stop) {
        own.addAll(Captures.addresses());
        try (folder;
                var captures = Captures.start(settings, queue);
                var logs = new LogFeed()) {
            queue.follows(captures);
            Discovery.Logs kept = Discovery.Logs.of(commands, host);
            logs.follow(kept.files().stream().map(Path::of).toList(), Map.of());
            logs.followJournal(kept.journal(), commands, Map.of());
            logs.poll();
            view.ready(captures.status(), kept.files());
            var before = new Beside<>("snapshot", () -> new Snapshots(commands, host).quick(List.of()));
            var discovered = new Beside<>("discovery", () -> Discovery.of(commands, host));
            about();
            var pipeline = new LivePipeline(
                    LiveSettings.of(ZoneId.systemDefault()),
                    own,
                    (from, to, peer, addresses) -> List.of(),
                    new Listening());
            pipeline.tick(Instant.now());
            captures.status().stream()
                    .filter(CaptureStatus::open)
                    .forEach(status -> pipeline.watching(status.interfaceName(), Source.Kind.CAPTURE, start));
            kept.files().stream().filter(host::exists).forEach(log -> {
                pipeline.watching(log, Source.Kind.LOG, start);
                watched.add(folder.logName(log));
                folder.follow(log);
            });
            if (!logs.journalPrograms().isEmpty()) {
                pipeline.watching(JournalFollower.SOURCE, Source.Kind.LOG, start);
                watched.add(folder.logName(JournalFollower.SOURCE));
            }
            before.whenDone(snapshot -> folder.state("before", snapshot.files()));
            discovered.whenDone(view::found);
            Ended ended = watch(logs, pipeline, stop, List.of(before, discovered));
            before.await();
            discovered.await();
            finish(captures, logs, pipeline, queue.followed());
            return result(ended);
        } catch (IOException failure) {
            throw kiriwake.trouble.Trouble.ours(
                    "a log could not be closed", String.valueOf(failure.getMessage()), "look into the case folder");
        }
    }

    private Ended watch(LogFeed logs, LivePipeline pipeline, BooleanSupplier stop, List<Beside<?>> beside) {
        long began = System.nanoTime();
        long tailAt = 0;
        long tickAt = 0;
        long flushAt = 0;
        long aboutAt = ABOUT_MILLIS;
        while (true) {
            take(pipeline);
            beside.forEach(Beside::look);
            long now = (System.nanoTime() - began) / 1_000_000;
            if (now >= tailAt) {
                tailAt = lines(logs, pipeline) ? now : now + TAIL_MILLIS;
            }
            if (now >= tickAt) {
                pipeline.tick(Instant.now());
                view.waiting(Duration.ofMillis(now), packets);
                tickAt = now + TICK_MILLIS;
            }
            if (now >= flushAt) {
                folder.flush();
                flushAt = now + FLUSH_MILLIS;
            }
            if (now >= aboutAt) {
                about();
                aboutAt = now + ABOUT_MILLIS;
            }
            if (stop.getAsBoolean()) {
                return Ended.ASKED_TO;
            }
            if (options.longest().isPresent() && now >= options.longest().get().toMillis()) {
                return Ended.TIME_IS_UP;
            }
            if (judged.stream().anyMatch(this::isTheAttempt) && !pipeline.isBusy()) {
                return Ended.ATTEMPT_OVER;
            }
        }
    }

    private boolean isTheAttempt(LiveAttempt attempt) {
        Optional<Ip> peer = attempt.judged().attempt().peer();
        boolean meant = options.only().isEmpty() || options.only().equals(peer);
        return meant && (attempt.gotOn() || attempt.judged().attempt().events().size() >= ENOUGH_EVENTS);
    }

    private void finish(Captures captures, LogFeed logs, LivePipeline pipeline, List<Ip> peers) {
        captures.close();
        take(pipeline);
        while (!queue.isEmpty()) {
            take(pipeline);
        }
        // the daemons may be a moment behind the packets
        nap();
        while (lines(logs, pipeline)) {
            folder.flush();
        }
        captures.status().stream()
                .filter(status -> status.openings() > 0)
                .forEach(status -> folder.watch(status.interfaceName(), 1));
        countUnseen();
        pipeline.finish();
        view.note("Taking a snapshot of the server's state ...");
        folder.state("after", new Snapshots(commands, host).full(peers).files());
        about();
    }

    /** What waited for us in vain, and what found no room in the case. */
    private void countUnseen() {
        long unseen = queue.overflown() + folder.unwritten();
        if (unseen > 0) {
            watched.files().stream()
                    .filter(file -> file.endsWith(".pcap"))
                    .forEach(file -> watched.missed(file, unseen, "packets came faster than they could be kept"));
        }
    }

    private static void nap() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    // --- what comes

    /** Waits for packets a little, takes those that are there. */
    private void take(LivePipeline pipeline) {
        for (CaptureQueue.Item item : queue.take()) {
            switch (item) {
                case CaptureQueue.Item.Came came -> packet(came.packet(), pipeline);
                case CaptureQueue.Item.Missed missed -> missed(missed.gap(), pipeline);
                case CaptureQueue.Item.Changed changed -> changed(changed, pipeline);
            }
        }
    }

    private void packet(Packet packet, LivePipeline pipeline) {
        Peek.Seen seen = peek.at(packet);
        if (seen.kind() == Peek.Kind.ESP && options.decrypt() && keys.need(seen.to(), seen.spi())) {
            pipeline.keys(keys.associations());
        }
        packets++;
        folder.packet(packet);
        byte[] octets = packet.octets().toArray();
        pipeline.packet(
                packet.interfaceName(),
                packet.linkType(),
                packet.nanos(),
                packet.wireLength(),
                octets,
                0,
                octets.length);
    }

    private void missed(Gap gap, LivePipeline pipeline) {
        String name = gap.interfaceName();
        String why =
                switch (gap.kind()) {
                    case KERNEL -> "packets on " + name + " came faster than they could be captured";
                    case INTERFACE -> "";
                    case NOT_OPEN -> name + " was not captured while it came back";
                    case TOO_MANY_PEERS -> "more peers than can be followed connected at once on " + name;
                };
        if (why.isEmpty()) {
            // the interface's own count is of any traffic: no statement about ours
            return;
        }
        long count = Math.max(1, gap.packets());
        watched.missed(OpenCase.captureName(name, 1), count, why);
        pipeline.missed(name, gap.from(), gap.to(), count);
    }

    private void changed(CaptureQueue.Item.Changed changed, LivePipeline pipeline) {
        if (changed.captured()) {
            watched.add(OpenCase.captureName(changed.interfaceName(), 1));
            pipeline.watching(changed.interfaceName(), Source.Kind.CAPTURE, start);
        } else {
            view.note(changed.interfaceName() + " is not captured: " + changed.why() + ".");
        }
    }

    /** True when there is more at once. */
    private boolean lines(LogFeed logs, LivePipeline pipeline) {
        boolean more = false;
        for (Batch batch : logs.poll()) {
            take(batch, pipeline);
            more |= batch.more();
        }
        return more;
    }

    private void take(Batch batch, LivePipeline pipeline) {
        for (LogLine line : batch.lines()) {
            byte[] octets = line.octets().toArray();
            if (pipeline.line(line.source(), octets, 0, octets.length) != LineReading.Kind.OTHER) {
                watched.add(folder.logName(line.source()));
                folder.line(line.source(), line.text());
            }
        }
        for (LogGap gap : batch.gaps()) {
            long count = Math.max(1, gap.messages());
            watched.missed(folder.logName(gap.source()), count, gap.says());
            pipeline.missed(gap.source(), gap.from(), gap.to(), count);
        }
    }

    private final class Listening implements LivePipeline.Listener {
        @Override
        public void happened(Timed timed) {
            view.happened(timed);
        }

        @Override
        public void judged(LiveAttempt attempt) {
            judged.removeIf(other -> other.id().equals(attempt.id()));
            judged.add(attempt);
        }

        @Override
        public void withdrawn(String id) {
            judged.removeIf(other -> other.id().equals(id));
        }

        @Override
        public void closed(String id) {
            // what was said of it stays true
        }
    }

    // --- the end

    private void about() {
        Instant now = Instant.now();
        folder.about(new CaseFile(
                options.version(),
                hostName(),
                List.copyOf(new TreeSet<>(own)),
                options.only(),
                start,
                now,
                watched.until(now)));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "";
        }
    }

    private Result result(Ended ended) {
        var troubles = new ArrayList<>(folder.troubles());
        troubles.addAll(watched.gaps());
        String text = keys.text();
        return new Result(
                folder.path(),
                ended,
                text.isEmpty() ? Optional.empty() : Optional.of(text),
                new TreeSet<>(own),
                packets,
                troubles);
    }
}
