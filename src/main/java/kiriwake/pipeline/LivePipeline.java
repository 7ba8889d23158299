package kiriwake.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import kiriwake.attempt.Assembler;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.AttemptBuilder;
import kiriwake.attempt.Background;
import kiriwake.attempt.Covering;
import kiriwake.attempt.Draft;
import kiriwake.attempt.Outcome;
import kiriwake.clock.WallClock;
import kiriwake.diagnose.Cause;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Judge;
import kiriwake.diagnose.Neighbours;
import kiriwake.diagnose.Side;
import kiriwake.event.Event;
import kiriwake.event.Stage;
import kiriwake.log.reader.LineReading;
import kiriwake.net.Ip;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;
import kiriwake.wire.esp.SecurityAssociations;

/**
 * The same path for what comes while it happens: packets and lines in, verdicts out whenever an attempt has ended or
 * fallen silent, and again when more of it came later. Knows no thread and no clock: one thread gives it everything, the
 * time included, in {@link #tick}. Bounded by {@link LiveSettings}, whoever shouts.
 */
public final class LivePipeline {
    private static final int MOST_NEIGHBOURS = 64;
    private static final int MOST_JUDGED_AT_ONCE = 32;
    private static final int MOST_GAPS = 64;
    private static final int MOST_BACKGROUND = 1024;
    /** What the clock jumps by more than this between two ticks is no time that passed. */
    private static final Duration LONGEST_TICK = Duration.ofSeconds(5);

    private final LiveSettings settings;
    private final Listener listener;
    private final Host host;
    private final Background background = new Background(MOST_BACKGROUND);
    private final Assembler assembler;
    private final Map<String, LiveSource> sources = new LinkedHashMap<>();
    private final Map<String, Deque<Gap>> gaps = new HashMap<>();
    private final PriorityQueue<Held> held =
            new PriorityQueue<>(Comparator.comparing(Held::latest).thenComparing(Held::order));
    private final Map<Draft, Known> known = new HashMap<>();
    private final Set<String> idsInUse = new HashSet<>();
    private final Deque<Attempt> neighbours = new ArrayDeque<>();
    private Set<Ip> serverAddresses;
    private WallClock clock = WallClock.utc(Optional.empty());
    private Optional<Instant> lastTick = Optional.empty();
    private Instant now = Instant.EPOCH;
    private Duration running = Duration.ZERO;
    private long heldSoFar;
    private long notKept;

    /** Gets what comes out; called from the thread that feeds. */
    public interface Listener {
        /** An event takes its place in the order of time. */
        void happened(Timed timed);

        /** A verdict, or another one than the last about the same attempt. */
        void judged(LiveAttempt attempt);

        /** It turned out to be part of another attempt: what was said of it is void. */
        void withdrawn(String id);

        /** Nothing more can come of it. */
        void closed(String id);
    }

    /** The snapshots of the host that lie around a span. */
    @FunctionalInterface
    public interface Host {
        List<Event> about(Instant start, Instant end, Optional<Ip> peer, Set<Ip> serverAddresses);
    }

    private record Held(Timed timed, Instant latest, long order, Duration came) {}

    private record Gap(Instant from, Instant to, long count) {}

    /** What makes a verdict another one. Its evidence would be kept alive for as long as the attempt is open. */
    private record Said(Outcome outcome, Stage reached, Side side, Optional<Cause> cause, double confidence) {
        static Said of(Judged judged) {
            return new Said(
                    judged.attempt().outcome(),
                    judged.attempt().reached(),
                    judged.verdict().side(),
                    judged.verdict().cause(),
                    judged.verdict().confidence());
        }
    }

    /** What was said of a draft so far. */
    private static final class Known {
        private long count;
        private Duration touched = Duration.ZERO;
        private Duration firstTouched = Duration.ZERO;
        private boolean touchedSince;
        private String id = "";
        private int revision;
        private Optional<Said> last = Optional.empty();
    }

    public LivePipeline(LiveSettings settings, Set<Ip> serverAddresses, Host host, Listener listener) {
        this.settings = settings;
        this.serverAddresses = Set.copyOf(serverAddresses);
        this.host = host;
        this.listener = listener;
        this.assembler = new Assembler(this::closed, background, settings.limits());
    }

    // --- in

    /**
     * One packet.
     *
     * @param source the interface, or the file the packet is written to
     * @param nanos since 1970
     */
    public void packet(String source, int linkType, long nanos, int wireLength, byte[] octets, int from, int to) {
        source(source).packet(linkType, nanos, wireLength, octets, from, to);
    }

    /** One line of a log, without its end. Says how it was read. */
    public LineReading.Kind line(String source, byte[] octets, int from, int to) {
        return source(source).line(octets, from, to);
    }

    /** The source began to watch; before this its silence says nothing. */
    public void watching(String source, Source.Kind kind, Instant since) {
        source(source).watching(kind, since);
    }

    /** The source missed so many packets or lines in that span, or it cannot say how many: then at least 1. */
    public void missed(String source, Instant from, Instant to, long count) {
        Deque<Gap> all = gaps.computeIfAbsent(source, key -> new ArrayDeque<>());
        all.add(new Gap(from, to, count));
        if (all.size() > MOST_GAPS) {
            all.removeFirst();
        }
    }

    /** The keys of the SAs there are now; kept in memory only. */
    public void keys(SecurityAssociations associations) {
        sources.values().forEach(source -> source.use(associations));
    }

    /** The host's addresses changed. */
    public void serverAddresses(Set<Ip> addresses) {
        serverAddresses = Set.copyOf(addresses);
        sources.values().forEach(LiveSource::forgetAddresses);
    }

    private LiveSource source(String name) {
        return sources.computeIfAbsent(name, key -> new LiveSource(key, () -> serverAddresses, this::hold));
    }

    private void hold(Event event) {
        Moment moment = clock.moment(event.stamp()).orElseGet(() -> Moment.exact(now));
        held.add(new Held(new Timed(event, Optional.of(moment)), moment.latest(), ++heldSoFar, running));
        while (held.size() > settings.heldEvents()) {
            take(held.remove());
        }
    }

    private void take(Held first) {
        assembler.accept(first.timed());
        listener.happened(first.timed());
    }

    // --- time

    /** Time goes on: what has settled is judged. A few times a second; a clock that was set is noticed. */
    public void tick(Instant wallClock) {
        Duration passed =
                lastTick.map(then -> Duration.between(then, wallClock)).orElse(Duration.ZERO);
        running = running.plus(
                passed.isNegative() ? Duration.ZERO : passed.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : passed);
        lastTick = Optional.of(wallClock);
        now = wallClock;
        clock = WallClock.utc(Optional.of(wallClock))
                .withOffset(settings.zone().getRules().getOffset(wallClock).getTotalSeconds(), 0);
        sources.values().forEach(source -> source.sweep(wallClock));
        while (!held.isEmpty() && isRipe(held.element())) {
            take(held.remove());
        }
        look();
    }

    /** A source whose clock is ahead does not hold its events back for ever. */
    private boolean isRipe(Held first) {
        return !first.latest().isAfter(now.minus(settings.hold()))
                || running.minus(first.came()).compareTo(settings.hold().multipliedBy(2)) > 0;
    }

    /** Nothing more comes: everything held is taken, everything open is judged. */
    public void finish() {
        while (!held.isEmpty()) {
            take(held.remove());
        }
        for (Draft draft : assembler.open()) {
            Known about = known.computeIfAbsent(draft, key -> new Known());
            if (draft.count() != about.count || about.touchedSince) {
                about.count = draft.count();
                judge(draft, about);
            }
        }
        assembler.finish();
    }

    private void look() {
        List<Draft> open = assembler.open();
        int left = MOST_JUDGED_AT_ONCE;
        for (Draft draft : open) {
            Known about = known.computeIfAbsent(draft, key -> new Known());
            if (draft.count() != about.count) {
                about.count = draft.count();
                about.touched = running;
                if (!about.touchedSince) {
                    about.touchedSince = true;
                    about.firstTouched = running;
                }
            }
            if (about.touchedSince && left > 0 && settled(draft, about)) {
                left--;
                judge(draft, about);
            }
        }
        withdrawMerged(open);
    }

    private boolean settled(Draft draft, Known about) {
        Duration silent = running.minus(about.touched);
        Duration enough = draft.isOver()
                ? settings.quietOver()
                : draft.isConnected() ? settings.quietUp() : settings.quietFailed();
        return silent.compareTo(enough) >= 0
                || running.minus(about.firstTouched).compareTo(settings.longest()) >= 0;
    }

    private void withdrawMerged(List<Draft> open) {
        if (known.size() == open.size()) {
            return;
        }
        var there = new HashSet<>(open);
        for (Iterator<Map.Entry<Draft, Known>> all = known.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Draft, Known> entry = all.next();
            if (!there.contains(entry.getKey())) {
                all.remove();
                forget(entry.getValue());
                if (entry.getValue().revision > 0) {
                    listener.withdrawn(entry.getValue().id);
                }
            }
        }
    }

    private void forget(Known about) {
        idsInUse.remove(about.id);
    }

    private void closed(Draft draft) {
        Known about = known.remove(draft);
        if (about == null) {
            about = new Known();
        }
        boolean more = about.touchedSince || draft.count() != about.count;
        if (more
                && !draft.gotOn()
                && about.revision == 0
                && assembler.open().size() >= settings.limits().open() - 1) {
            // one of a flood: it had no time to get anywhere, so nothing can be said of it
            notKept++;
            return;
        }
        if (more) {
            judge(draft, about);
        }
        forget(about);
        if (about.revision > 0) {
            listener.closed(about.id);
        }
    }

    // --- out

    private void judge(Draft draft, Known about) {
        about.touchedSince = false;
        Judged judged = judged(draft);
        if (about.id.isEmpty()) {
            about.id = unusedId(judged.attempt().id());
            idsInUse.add(about.id);
        }
        remember(judged.attempt());
        Optional<Said> said = Optional.of(Said.of(judged));
        if (about.last.equals(said)) {
            return;
        }
        about.last = said;
        about.revision++;
        listener.judged(live(draft, about, judged));
    }

    private LiveAttempt live(Draft draft, Known about, Judged judged) {
        return new LiveAttempt(
                about.id,
                about.revision,
                judged,
                draft.gotOn(),
                draft.isConnected(),
                draft.isOver(),
                draft.last().map(Moment::at).orElse(now));
    }

    private String unusedId(String id) {
        String free = id;
        for (int number = 2; idsInUse.contains(free); number++) {
            free = id + "-" + number;
        }
        return free;
    }

    private Judged judged(Draft draft) {
        Instant start = draft.first().map(Moment::at).orElse(now);
        Instant end = draft.last().map(Moment::at).orElse(now);
        var builder = new AttemptBuilder(
                coverings(start, end),
                background,
                peer -> host.about(start, end, peer, serverAddresses),
                serverAddresses);
        Attempt attempt = builder.server(draft);
        return new Judge(serverAddresses).judge(attempt, new Neighbours(List.copyOf(neighbours)));
    }

    /** Of a neighbour only its times, its addresses and how far it came are asked. */
    private void remember(Attempt attempt) {
        neighbours.removeIf(other -> other.id().equals(attempt.id()));
        neighbours.add(attempt.with(List.of()));
        if (neighbours.size() > MOST_NEIGHBOURS) {
            neighbours.removeFirst();
        }
    }

    private List<Covering> coverings(Instant start, Instant end) {
        var coverings = new ArrayList<Covering>();
        for (LiveSource source : sources.values()) {
            long missing = gaps.getOrDefault(source.name(), new ArrayDeque<>()).stream()
                    .filter(gap -> !gap.to().isBefore(start.minusSeconds(1))
                            && !gap.from().isAfter(end.plusSeconds(1)))
                    .mapToLong(Gap::count)
                    .sum();
            source.coverages(missing)
                    .forEach(coverage -> coverings.add(new Covering(
                            coverage,
                            Optional.of(Moment.exact(source.since().orElse(Instant.EPOCH))),
                            Optional.of(Moment.exact(now)))));
        }
        return coverings;
    }

    // --- what is going on

    /** There is an attempt of which more is expected, or which is not judged yet. */
    public boolean isBusy() {
        return !held.isEmpty() || known.values().stream().anyMatch(about -> about.touchedSince);
    }

    /** Lines by how they were read, over all sources. */
    public long count(Counted what) {
        return what == Counted.NOT_KEPT
                ? notKept
                : sources.values().stream()
                        .mapToLong(source -> source.count(what))
                        .sum();
    }

    /** What is counted. */
    public enum Counted {
        LINES,
        UNREAD_LINES,
        /** Attempts of a flood that were dropped unjudged. */
        NOT_KEPT
    }
}
