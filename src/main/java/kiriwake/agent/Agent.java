package kiriwake.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import kiriwake.config.Config;
import kiriwake.event.Step;
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
import kiriwake.source.capture.KernelFilter;
import kiriwake.source.capture.Packet;
import kiriwake.source.host.Commands;
import kiriwake.source.host.Discovery;
import kiriwake.source.host.HostFiles;
import kiriwake.source.host.Keys;
import kiriwake.source.host.Loss;
import kiriwake.source.host.Snapshots;
import kiriwake.source.journal.JournalFollower;
import kiriwake.source.tail.Batch;
import kiriwake.source.tail.LogGap;
import kiriwake.source.tail.LogLine;
import kiriwake.store.Budget;
import kiriwake.store.Changes;
import kiriwake.store.Store;
import kiriwake.store.StoredLine;
import kiriwake.timeline.Timed;
import kiriwake.trouble.Trouble;

/**
 * The service. One thread looks at everything that comes and says when an attempt has settled; another takes snapshots,
 * makes case folders, judges and keeps. Both are watched, and systemd is told so only while both are alive.
 */
public final class Agent {
    private static final Duration ROUND = Duration.ofMillis(100);
    /** Packets are looked at as they come; all else is asked for no oftener than this. */
    private static final Duration SHORTEST_ROUND = Duration.ofMillis(50);

    private static final Duration READ_LOGS_EVERY = Duration.ofMillis(300);
    private static final Duration LOOK_FOR_INTERFACES_EVERY = Duration.ofSeconds(1);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(30);
    private static final Duration SPOOL_EVERY = Duration.ofSeconds(3);
    private static final Duration BASELINE_EVERY = Duration.ofMinutes(10);
    /** When attempts begin: the last one of before may be of other rules. */
    private static final Duration STATE_EVERY = Duration.ofSeconds(15);

    private static final Duration KEYS_EVERY = Duration.ofSeconds(1);
    private static final Duration LOGS_EVERY = Duration.ofMinutes(1);
    /** A heap that has grown is given back by a full collection only, and an idle process makes none. */
    private static final Duration COLLECT_EVERY = Duration.ofMinutes(4);

    private static final Duration DEBTS_EVERY = Duration.ofSeconds(5);
    /** After the store can be written again. */
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private static final int MOST_UNJUDGED = 32;
    private static final int MOST_WAITING = 128;
    /** Lines and packets of this long are read again after a restart, and stay for making case folders. */
    private static final Duration REPLAYED = Duration.ofMinutes(10);

    /** Lines; else who is killed again and again while much is logged would do nothing but this. */
    private static final int MOST_REPLAYED = 10_000;

    private static final Duration LINES_KEPT = Duration.ofHours(2);
    private static final long COMMIT_OCTETS = 256 << 10;
    private static final long RING_SHARE = 8;

    private final Path configFile;
    private final SystemdNotify systemd;
    private final Telling telling;
    private final Store store;
    private final PacketRing ring;
    private final Shelf shelf;
    private final Desk desk;
    private final CaseMaterial material;
    private final LivePipeline pipeline;
    private final Inbox inbox = new Inbox();
    private final JudgeThread judge;
    private final KeyMemory keys;
    private final Handshakes handshakes = new Handshakes(KernelFilter.MOST_PEERS);
    private final Peek peek = new Peek();
    private final Commands commands = Commands.ofHost();
    private final HostFiles hostFiles = HostFiles.ofHost();
    private final AtomicBoolean reload = new AtomicBoolean();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Config config;
    private volatile Set<Ip> addresses = Set.of();
    private volatile Discovery discovery;
    private Set<Ip> addressesInUse = Set.of();
    private Optional<Instant> seenBefore = Optional.empty();
    private final Every state = new Every(STATE_EVERY);
    private Optional<Captures> captures = Optional.empty();
    private Optional<String> captureTrouble = Optional.empty();
    private final LogFeed logs = new LogFeed();
    private Changes gathered = new Changes();
    private boolean owed;
    /** Settled while nothing could be kept: lines that tell of them have not been read. */
    private final Map<String, LiveAttempt> unjudged = new LinkedHashMap<>();

    private final FairQueue<LiveAttempt> waiting = new FairQueue<>(MOST_WAITING);
    private final AtomicBoolean judgingNext = new AtomicBoolean();

    private long keptAgain = System.nanoTime();
    private long overlooked;
    private boolean unfollow;
    private Optional<String> ringTrouble = Optional.empty();
    /** Up to then all packets were written. */
    private Instant ringWhole = Instant.now();
    /** When something was done last, and whether it is time again. */
    private static final class Every {
        private final long nanos;
        private long last;

        private Every(Duration span) {
            nanos = span.toNanos();
            last = System.nanoTime() - nanos;
        }

        private boolean isDue() {
            long now = System.nanoTime();
            if (now - last < nanos) {
                return false;
            }
            last = now;
            return true;
        }
    }

    /**
     * @param configFile for reading it anew
     * @param log one line each, to standard error: systemd takes it into the journal
     */
    public Agent(Config config, Path configFile, String version, SystemdNotify systemd, PrintWriter log) {
        // the daemons are asked for their versions while the store is opened
        CompletableFuture<Discovery> finding = CompletableFuture.supplyAsync(
                () -> Discovery.of(commands, hostFiles),
                task -> Thread.ofPlatform().daemon().name("discovery").start(task));
        this.config = config;
        this.configFile = configFile;
        this.systemd = systemd;
        this.telling = new Telling(systemd, log);
        this.judge = new JudgeThread(telling::say);
        Path folder = config.storage().folder();
        long disk = config.storage().diskOctets();
        long ringOctets = Math.max(4 << 20, disk / RING_SHARE);
        this.store = Store.open(
                folder,
                new Budget(
                        Math.max(1 << 20, disk - ringOctets),
                        Budget.USUAL.freeBytes(),
                        Budget.USUAL.keptFailed(),
                        Budget.USUAL.ballastBytes()),
                InstantSource.system());
        try {
            this.ring = new PacketRing(folder.resolve("ring"), ringOctets);
        } catch (IOException failure) {
            store.close();
            throw Trouble.ours(
                    "cannot keep packets in " + folder.resolve("ring"),
                    String.valueOf(failure.getMessage()),
                    "check that the folder may be written by this user and that its file system has room");
        }
        this.keys = new KeyMemory(new Keys(commands));
        this.shelf = new Shelf(new Snapshots(commands, hostFiles));
        this.material = new CaseMaterial(ring, store.lines(), config.limits().packetsPerPeer());
        this.discovery = finding.join();
        this.addresses = ownAddresses();
        this.addressesInUse = addresses;
        this.desk =
                new Desk(store, material, shelf, keys::kept, () -> addresses, version, telling::verdict, telling::say);
        this.pipeline = new LivePipeline(settings(), addresses, (start, end, peer, own) -> List.of(), listener());
    }

    private LiveSettings settings() {
        LiveSettings usual = LiveSettings.of(ZoneId.systemDefault());
        return new LiveSettings(
                usual.zone(),
                usual.hold(),
                config.attempts().settle(),
                usual.quietUp(),
                config.attempts().silence(),
                config.attempts().longest(),
                usual.heldEvents(),
                new kiriwake.attempt.Assembler.Limits(
                        config.limits().peers(),
                        usual.limits().waiting(),
                        usual.limits().events()));
    }

    private Set<Ip> ownAddresses() {
        List<Ip> given = config.server().addresses();
        return given.isEmpty() ? new TreeSet<>(discovery.addresses()) : new TreeSet<>(given);
    }

    // --- signals

    /** Ends {@link #run} soon; returns when it has ended, or after ten seconds. */
    public void stop() {
        stop.set(true);
        try {
            stopped.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads the configuration anew, soon. */
    public void reload() {
        reload.set(true);
    }

    // --- the thread that looks

    /** Until {@link #stop}. */
    public void run() {
        judge.start();
        try {
            startSources();
            replay();
            say(status());
            systemd.ready(status());
            judge.must(() -> shelf.take(Set.of()));
            rounds();
            systemd.stopping();
            pipeline.finish();
            commit();
            judge.finish();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            close();
            stopped.countDown();
        }
    }

    private void startSources() {
        Instant now = Instant.now();
        pipeline.tick(now);
        seenBefore = Optional.ofNullable(store.state().values().get("seen")).map(Instant::parse);
        CaptureSettings usual = CaptureSettings.standard();
        List<String> interfaces = new ArrayList<>(config.capture().interfaces());
        if (interfaces.isEmpty()) {
            interfaces.add(CaptureSettings.FOUND);
        }
        config.capture().nflogGroup().ifPresent(group -> interfaces.add("nflog:" + group));
        try {
            captures = Optional.of(Captures.start(
                    new CaptureSettings(
                            interfaces,
                            Optional.empty(),
                            usual.snapLength(),
                            config.capture().bufferOctets(),
                            usual.immediate(),
                            LOOK_FOR_INTERFACES_EVERY),
                    inbox));
        } catch (Trouble trouble) {
            // the logs and the state are worth watching without packets too
            captureTrouble = Optional.of(trouble.told());
            say(trouble.told().replace("\n", " "));
        }
        followLogs(now);
        if (config.logs().journal() != Config.Choice.OFF) {
            logs.followJournal(
                    discovery.journal(), commands, store.checkpoints().all());
            if (!logs.journalPrograms().isEmpty()) {
                pipeline.watching(JournalFollower.SOURCE, Source.Kind.LOG, now);
                say("following the journal for " + String.join(", ", logs.journalPrograms()));
            }
        }
    }

    private void followLogs(Instant now) {
        Collection<Path> files = config.logs().files().isEmpty()
                ? discovery.logFiles().stream().map(Path::of).toList()
                : config.logs().files();
        List<String> already = logs.sources();
        List<Path> fresh = files.stream()
                .filter(file -> !already.contains(file.toString()))
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        try {
            logs.follow(fresh, store.checkpoints().all());
        } catch (Trouble unreadable) {
            say(unreadable.told());
            return;
        }
        fresh.forEach(file -> pipeline.watching(file.toString(), Source.Kind.LOG, now));
    }

    /** What was under way when the process ended is looked at again, as it was. */
    private void replay() throws InterruptedException {
        Instant from = Instant.now().minus(REPLAYED);
        try {
            ring.read(
                    from,
                    Instant.now(),
                    (interfaceName, linkType) -> (number, nanos, type, wireLength, octets, start, end) ->
                            pipeline.packet(interfaceName, type, nanos, wireLength, octets, start, end));
        } catch (IOException failure) {
            say("the packets of before cannot be read again: " + failure.getMessage());
        }
        store.lines().newest(MOST_REPLAYED, from, line -> {
            byte[] octets = line.octets().toArray();
            pipeline.line(line.source(), octets, 0, octets.length);
        });
        pipeline.tick(Instant.now());
    }

    private void rounds() throws InterruptedException {
        var commit = new Every(COMMIT_EVERY);
        var report = new Every(REPORT_EVERY);
        var spool = new Every(SPOOL_EVERY);
        var baseline = new Every(BASELINE_EVERY);
        var keysNow = new Every(KEYS_EVERY);
        var around = new Every(LOGS_EVERY);
        var collect = new Every(COLLECT_EVERY);
        var debts = new Every(DEBTS_EVERY);
        var readLogs = new Every(READ_LOGS_EVERY);
        var round = new Every(SHORTEST_ROUND);
        boolean moreLines = false;
        var beat = new Every(systemd.watchdogEvery().orElse(Duration.ofDays(1)));
        var clients = new ClientSpool(config.clients().spool(), config.clients().largestOctets(), store, desk);
        baseline.isDue();
        around.isDue();
        collect.isDue();
        while (!stop.get()) {
            packets();
            if (!moreLines && !round.isDue()) {
                continue;
            }
            if (!owed && (moreLines || readLogs.isDue())) {
                moreLines = lines();
            }
            learned();
            pipeline.tick(Instant.now());
            if (!handshakes.followed().isEmpty() && config.capture().decrypt() && keysNow.isDue()) {
                judge.may(keys::learn);
            }
            if (commit.isDue() || gathered.lineBytes() > COMMIT_OCTETS) {
                flushRing();
                commit();
            }
            if (spool.isDue()) {
                judge.may(() -> told(clients.look()));
            }
            if (baseline.isDue() && !pipeline.isBusy()) {
                judge.may(() -> shelf.take(Set.of()));
            }
            if (around.isDue()) {
                judge.may(this::lookAround);
                judge.may(store::tidy);
                followLogs(Instant.now());
            }
            if (!pipeline.isBusy() && collect.isDue()) {
                System.gc();
            }
            if (debts.isDue() && desk.owes() > 0) {
                judge.may(desk::settle);
            }
            judgeLate();
            if (report.isDue()) {
                tellOfOurselves();
            }
            if (beat.isDue() && judge.isAlive()) {
                systemd.watchdog();
            }
            if (reload.compareAndSet(true, false)) {
                readConfigAnew();
            }
        }
    }

    /** What the second thread found out meanwhile. */
    private void learned() {
        keys.fresh().ifPresent(pipeline::keys);
        if (!addresses.equals(addressesInUse)) {
            addressesInUse = addresses;
            pipeline.serverAddresses(addressesInUse);
        }
    }

    private void packets() throws InterruptedException {
        boolean more = false;
        for (Packet packet : inbox.take(ROUND.toMillis())) {
            ring.write(packet);
            Peek.Seen seen = peek.at(packet);
            more |= seen.kind() == Peek.Kind.IKE && handshakes.seen(seen.from(), seen.to(), addressesInUse);
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
        for (Gap gap : inbox.gaps()) {
            if (gap.kind() == Gap.Kind.INTERFACE) {
                // of any traffic: no proof that something of ours is missing
                continue;
            }
            String source = PacketRing.safe(gap.interfaceName());
            long packets = Math.max(1, gap.packets());
            pipeline.missed(source, gap.from(), gap.to(), packets);
            material.missed(source, gap.from(), gap.to(), packets, "capture: " + gap.kind());
            gathered.count("capture-missed", packets);
        }
        for (Inbox.Changed changed : inbox.changes()) {
            if (changed.captured()) {
                notWatchedSince(PacketRing.safe(changed.interfaceName()), changed.at());
                pipeline.watching(PacketRing.safe(changed.interfaceName()), Source.Kind.CAPTURE, changed.at());
            }
            say((changed.captured() ? "capturing on " : "not capturing on ")
                    + changed.interfaceName()
                    + (changed.why().isEmpty() ? "" : ": " + changed.why()));
        }
    }

    /** While no agent ran, nobody looked at the wire. */
    private void notWatchedSince(String source, Instant at) {
        seenBefore.ifPresent(seen -> material.missed(source, seen, at, 1, "the agent was not running"));
    }

    /** True when there may be more at once. */
    private boolean lines() {
        boolean more = false;
        for (Batch batch : logs.poll()) {
            take(batch);
            more |= batch.more() || !batch.lines().isEmpty();
        }
        return more;
    }

    private void take(Batch batch) {
        Instant now = Instant.now();
        for (LogLine line : batch.lines()) {
            byte[] octets = line.octets().toArray();
            LineReading.Kind kind = pipeline.line(line.source(), octets, 0, octets.length);
            if (kind != LineReading.Kind.OTHER) {
                gathered.line(new StoredLine(line.source(), line.inode(), line.offset(), now, line.octets()));
            }
        }
        for (LogGap gap : batch.gaps()) {
            long count = Math.max(1, gap.messages());
            pipeline.missed(gap.source(), gap.from(), gap.to(), count);
            material.missed(gap.source(), gap.from(), gap.to(), count, gap.says());
            gathered.count("log-gaps", 1);
            say(gap.says());
        }
        gathered.checkpoints(batch.checkpoints());
    }

    /** Packets that are in no file must not look as if they had never come. */
    private void flushRing() {
        Optional<String> trouble = ring.flush();
        Instant now = Instant.now();
        ring.lost().forEach((source, packets) -> {
            material.missed(source, ringWhole, now, packets, "packets could not be written to the disk");
            gathered.count("capture-unwritten", packets);
        });
        if (!trouble.equals(ringTrouble)) {
            say(trouble.orElse("packets can be kept again"));
        }
        ringTrouble = trouble;
        if (trouble.isEmpty()) {
            ringWhole = now;
        }
    }

    /** What could not be kept is held, and nothing more is read from the logs until it could. */
    private void commit() {
        if (gathered.isEmpty()) {
            return;
        }
        gathered.forgetLinesBefore(Instant.now().minus(LINES_KEPT));
        boolean kept = store.commit(gathered);
        if (kept) {
            gathered = new Changes();
            if (owed) {
                say("the store can be written again");
                keptAgain = System.nanoTime();
            }
        } else if (!owed) {
            say("cannot keep anything: " + store.health().trouble().orElse("no reason given"));
        }
        owed = !kept;
    }

    /** Those that had to wait, once what was written meanwhile has been read and kept. */
    private void judgeLate() {
        if (owed || unjudged.isEmpty() || System.nanoTime() - keptAgain < CATCH_UP.toNanos()) {
            return;
        }
        List.copyOf(unjudged.values()).forEach(this::queue);
        unjudged.clear();
    }

    private LivePipeline.Listener listener() {
        return new LivePipeline.Listener() {
            @Override
            public void happened(Timed timed) {
                if (timed.passed(Step.MM1) && state.isDue()) {
                    judge.may(() -> shelf.take(Set.of()));
                }
                if (timed.passed(Step.QM3) && config.capture().decrypt()) {
                    judge.may(keys::learn);
                }
            }

            @Override
            public void judged(LiveAttempt attempt) {
                attempt.judged().attempt().peer().ifPresent(Agent.this::settled);
                if (owed || !unjudged.isEmpty()) {
                    unjudged.put(attempt.id(), attempt);
                    if (unjudged.size() > MOST_UNJUDGED) {
                        unjudged.remove(unjudged.keySet().iterator().next());
                        overlooked++;
                    }
                    return;
                }
                queue(attempt);
            }

            @Override
            public void withdrawn(String id) {
                // it goes on as part of another attempt, which is judged anew
                unjudged.remove(id);
                waiting.remove(id);
                gathered.count("withdrawn", 1);
            }

            @Override
            public void closed(String id) {
                gathered.count("closed", 1);
            }
        };
    }

    private void queue(LiveAttempt attempt) {
        String peer = attempt.judged().attempt().peer().map(Ip::toString).orElse("");
        waiting.put(attempt.id(), peer, attempt);
        judgeSoon();
    }

    private void judgeSoon() {
        if (!waiting.isEmpty() && judgingNext.compareAndSet(false, true) && !judge.offer(this::judgeNext)) {
            judgingNext.set(false);
        }
    }

    /** One, and behind what else waits for the second thread the next one. */
    private void judgeNext() throws IOException {
        try {
            Optional<LiveAttempt> next = waiting.take();
            if (next.isPresent()) {
                desk.judge(next.get());
            }
        } finally {
            judgingNext.set(false);
            judgeSoon();
        }
    }

    private void settled(Ip peer) {
        handshakes.done(peer);
        unfollow = true;
    }

    // --- what the second thread does

    private void lookAround() {
        discovery = Discovery.of(commands, hostFiles);
        addresses = ownAddresses();
    }

    private void told(List<ClientSpool.Came> came) {
        came.forEach(one -> say("client log " + one.name() + ": "
                + one.attempt().map(id -> "belongs to attempt " + id).orElse(one.why())));
    }

    // --- telling of ourselves

    private List<CaptureStatus> interfaces() {
        return captures.map(Captures::status).orElse(List.of());
    }

    private String status() {
        var troubles = new ArrayList<String>();
        troubles.addAll(Telling.first(captureTrouble));
        troubles.addAll(Telling.first(store.health().trouble()));
        troubles.addAll(Telling.first(judge.trouble()));
        return telling.status(interfaces(), logs.reading(), troubles);
    }

    private void tellOfOurselves() {
        systemd.status(status());
        gathered.value("status", status());
        gathered.value("seen", Instant.now().toString());
        gathered.value(
                "losses",
                String.join("\n", discovery.losses().stream().map(Loss::id).toList()));
        config.metrics()
                .file()
                .ifPresent(file -> telling.metrics(
                        file,
                        store,
                        pipeline,
                        interfaces(),
                        pipeline.count(LivePipeline.Counted.NOT_KEPT)
                                + desk.notKept()
                                + judge.dropped()
                                + waiting.dropped()
                                + overlooked));
    }

    private void readConfigAnew() {
        systemd.reloading();
        try {
            Config fresh = Config.loadOrDefaults(configFile);
            List<String> later = config.needRestart(fresh);
            config = fresh;
            shelf.expire();
            lookAround();
            pipeline.serverAddresses(addresses);
            say("configuration read anew" + (later.isEmpty() ? "" : "; in force after a restart: " + later));
        } catch (Trouble trouble) {
            say("the configuration stays as it was: " + trouble.told().replace("\n", " "));
        }
        systemd.ready(status());
    }

    private void say(String text) {
        telling.say(text);
    }

    private void close() {
        captures.ifPresent(Captures::close);
        ring.close();
        try {
            logs.close();
        } catch (IOException failure) {
            say("a log could not be closed: " + failure.getMessage());
        }
        store.close();
    }
}
