package kiriwake.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import kiriwake.config.Config;
import kiriwake.event.Step;
import kiriwake.net.Ip;
import kiriwake.pipeline.LiveAttempt;
import kiriwake.pipeline.LivePipeline;
import kiriwake.pipeline.LiveSettings;
import kiriwake.source.host.Commands;
import kiriwake.source.host.Discovery;
import kiriwake.source.host.HostFiles;
import kiriwake.source.host.Keys;
import kiriwake.source.host.Loss;
import kiriwake.source.host.Snapshots;
import kiriwake.store.Budget;
import kiriwake.store.Store;
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
    /** Lines and packets of this long are read again after a restart, and stay for making case folders. */
    private static final Duration REPLAYED = Duration.ofMinutes(10);

    private static final long RING_SHARE = 8;

    private final Path configFile;
    private final SystemdNotify systemd;
    private final Telling telling;
    private final Store store;
    private final Shelf shelf;
    private final Desk desk;
    private final CaseMaterial material;
    private final LivePipeline pipeline;
    private final JudgeThread judge;
    private final KeyMemory keys;
    private final Wire wire;
    private final Settled settled;
    private final Commands commands = Commands.ofHost();
    private final HostFiles hostFiles = HostFiles.ofHost();
    private final AtomicBoolean reload = new AtomicBoolean();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile Config config;
    private volatile Set<Ip> addresses = Set.of();
    private volatile Discovery discovery;
    private Set<Ip> addressesInUse = Set.of();
    private final Every state = new Every(STATE_EVERY);
    private final Ledger ledger;
    private final Logs logs;

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
        PacketRing ring = ring(folder.resolve("ring"), ringOctets);
        this.keys = new KeyMemory(new Keys(commands));
        this.shelf = new Shelf(new Snapshots(commands, hostFiles));
        this.material = new CaseMaterial(ring, store.lines(), config.limits().packetsPerPeer());
        this.discovery = finding.join();
        this.addresses = ownAddresses();
        this.addressesInUse = addresses;
        this.desk =
                new Desk(store, material, shelf, keys::kept, () -> addresses, version, telling::verdict, telling::say);
        this.settled = new Settled(judge, desk::judge);
        this.ledger = new Ledger(store, settled, telling::say);
        this.pipeline = new LivePipeline(settings(), addresses, (start, end, peer, own) -> List.of(), listener());
        this.wire = new Wire(
                ring, material, pipeline, (name, count) -> ledger.page().count(name, count), telling::say);
        this.logs = new Logs(store, material, pipeline, ledger, telling::say);
    }

    private PacketRing ring(Path folder, long octets) {
        try {
            return new PacketRing(folder, octets);
        } catch (IOException failure) {
            store.close();
            throw Trouble.ours(
                    "cannot keep packets in " + folder,
                    String.valueOf(failure.getMessage()),
                    "check that the folder may be written by this user and that its file system has room");
        }
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
            ledger.commit();
            judge.finish();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } finally {
            close();
            stopped.countDown();
        }
    }

    private void startSources() {
        pipeline.tick(Instant.now());
        wire.start(
                config.capture(),
                Optional.ofNullable(store.state().values().get("seen")).map(Instant::parse));
        logs.start(config.logs(), discovery, commands);
    }

    /** What was under way when the process ended is looked at again, as it was. */
    private void replay() throws InterruptedException {
        Instant from = Instant.now().minus(REPLAYED);
        wire.replay(from);
        logs.replay(from);
        pipeline.tick(Instant.now());
    }

    private void rounds() throws InterruptedException {
        var commit = new Every(COMMIT_EVERY);
        var report = new Every(REPORT_EVERY);
        var spool = new Every(SPOOL_EVERY);
        var baseline = Every.later(BASELINE_EVERY);
        var keysNow = new Every(KEYS_EVERY);
        var around = Every.later(LOGS_EVERY);
        var collect = Every.later(COLLECT_EVERY);
        var debts = new Every(DEBTS_EVERY);
        var readLogs = new Every(READ_LOGS_EVERY);
        var round = new Every(SHORTEST_ROUND);
        boolean moreLines = false;
        var beat = new Every(systemd.watchdogEvery().orElse(Duration.ofDays(1)));
        var clients = new ClientSpool(config.clients().spool(), config.clients().largestOctets(), store, desk);
        while (!stop.get()) {
            wire.look(ROUND, addressesInUse);
            if (!moreLines && !round.isDue()) {
                continue;
            }
            if (!ledger.owes() && (moreLines || readLogs.isDue())) {
                moreLines = logs.look();
            }
            learned();
            pipeline.tick(Instant.now());
            if (wire.followsAny() && config.capture().decrypt() && keysNow.isDue()) {
                judge.may(keys::learn);
            }
            if (commit.isDue() || ledger.isFull()) {
                wire.flush();
                ledger.commit();
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
                logs.follow(config.logs(), discovery);
            }
            if (!pipeline.isBusy() && collect.isDue()) {
                System.gc();
            }
            if (debts.isDue() && desk.owes() > 0) {
                judge.may(desk::settle);
            }
            settled.goOn();
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
                attempt.judged().attempt().peer().ifPresent(wire::settled);
                settled.put(attempt);
            }

            @Override
            public void withdrawn(String id) {
                // it goes on as part of another attempt, which is judged anew
                settled.remove(id);
                ledger.page().count("withdrawn", 1);
            }

            @Override
            public void closed(String id) {
                ledger.page().count("closed", 1);
            }
        };
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

    private String status() {
        var troubles = new ArrayList<String>();
        troubles.addAll(Telling.first(wire.trouble()));
        troubles.addAll(Telling.first(store.health().trouble()));
        troubles.addAll(Telling.first(judge.trouble()));
        return telling.status(wire.interfaces(), logs.reading(), troubles);
    }

    private void tellOfOurselves() {
        systemd.status(status());
        ledger.page()
                .value("status", status())
                .value("seen", Instant.now().toString())
                .value(
                        "losses",
                        String.join(
                                "\n", discovery.losses().stream().map(Loss::id).toList()));
        config.metrics()
                .file()
                .ifPresent(file -> telling.metrics(
                        file,
                        store,
                        pipeline,
                        wire.interfaces(),
                        pipeline.count(LivePipeline.Counted.NOT_KEPT)
                                + desk.notKept()
                                + judge.dropped()
                                + settled.dropped()));
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
        wire.close();
        logs.close();
        store.close();
    }
}
