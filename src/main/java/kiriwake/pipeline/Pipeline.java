package kiriwake.pipeline;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import kiriwake.attempt.Assembler;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.AttemptBuilder;
import kiriwake.attempt.Background;
import kiriwake.attempt.ClientClock;
import kiriwake.attempt.ClientRun;
import kiriwake.attempt.Covering;
import kiriwake.attempt.Draft;
import kiriwake.clock.Offsets.Estimate;
import kiriwake.clock.WallClock;
import kiriwake.diagnose.Diagnosis;
import kiriwake.diagnose.Diagnosis.ClockReading;
import kiriwake.diagnose.Diagnosis.Input;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Judge;
import kiriwake.event.Coverage;
import kiriwake.event.Event;
import kiriwake.event.Evidence;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Stamp;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/** Sources in, diagnosis out. One use each. */
public final class Pipeline {
    /** So many drafts are held back for a client's log to be joined; older ones are judged without. */
    private static final int MOST_DRAFTS = 1500;
    /** The same, when no client's log was handed in as one: it may still be among the server's. */
    private static final int FEW_DRAFTS = 300;
    /** And no more than these have events. */
    private static final int MOST_DRAFT_EVENTS = 30_000;

    private final List<Source> sources;
    private final Settings settings;
    private final Background background = new Background();
    private final ClientRuns runs = new ClientRuns();
    private final Deque<Draft> drafts = new ArrayDeque<>();
    private final Archive archive = new Archive();
    private final Versions versions = new Versions();
    private final List<ClockReading> clocks = new ArrayList<>();
    private final List<Covering> coverings = new ArrayList<>();
    private final int mostDrafts;
    private long draftEvents;
    private Set<Ip> serverAddresses;

    public Pipeline(List<Source> sources, Settings settings) {
        this.sources = List.copyOf(sources);
        this.mostDrafts = this.sources.stream().anyMatch(source -> source.kind() == Source.Kind.CLIENT)
                ? MOST_DRAFTS
                : FEW_DRAFTS;
        this.settings = settings;
        this.serverAddresses = settings.serverAddresses();
    }

    public Diagnosis run() {
        Survey survey = Survey.of(sources, settings);
        serverAddresses = survey.serverAddresses();
        clocks.addAll(survey.readings());
        List<Reading> readings = stream(survey);
        join();
        List<Judged> judged = archive.judged(new Judge(serverAddresses));
        return new Diagnosis(
                inputs(readings), versions.server(new TreeSet<>(serverAddresses)), clocks, judged, archive.others());
    }

    // --- streaming

    private List<Reading> stream(Survey survey) {
        var assembler = new Assembler(this::take, background, Assembler.Limits.FILES);
        var readings = new ArrayList<Reading>();
        var feeds = new ArrayList<Feed>();
        // a log's whole second is over before its line is taken: packets come first, the lines about them after
        var byTime = new PriorityQueue<Feed>(Comparator.comparing(
                feed -> feed.peek().flatMap(Timed::moment).map(Moment::latest).orElse(Instant.MIN)));
        try {
            for (Source source : sources) {
                WallClock clock = survey.clock(source);
                var reader = new SourceReader(source, serverAddresses, settings);
                feeds.add(new Feed(source.name(), clock, reader::read));
            }
            for (int i = 0; i < feeds.size(); i++) {
                queue(feeds.get(i), byTime, readings);
            }
            while (!byTime.isEmpty()) {
                Feed feed = byTime.remove();
                dispatch(feed.next(), assembler);
                queue(feed, byTime, readings);
            }
        } finally {
            feeds.forEach(Feed::close);
        }
        readings.sort(Comparator.comparing(Reading::source));
        for (Reading reading : readings) {
            for (Coverage coverage : reading.coverages()) {
                WallClock clock = survey.clock(reading.source());
                coverings.add(new Covering(coverage, clock.moment(coverage.from()), clock.moment(coverage.to())));
            }
        }
        assembler.finish();
        return readings;
    }

    private static void queue(Feed feed, PriorityQueue<Feed> byTime, List<Reading> readings) {
        if (feed.peek().isPresent()) {
            byTime.add(feed);
        } else {
            readings.add(feed.reading());
        }
    }

    private void dispatch(Timed timed, Assembler assembler) {
        if (timed.vantage() == Vantage.CLIENT) {
            runs.add(timed);
            return;
        }
        versions.note(timed);
        assembler.accept(timed);
    }

    private void take(Draft draft) {
        drafts.add(draft);
        draftEvents += draft.events().size();
        while (drafts.size() > mostDrafts || draftEvents > MOST_DRAFT_EVENTS && drafts.size() > 1) {
            Draft oldest = drafts.removeFirst();
            draftEvents -= oldest.events().size();
            archive(oldest);
        }
    }

    /** The background goes with it: it is bounded, and may have forgotten that time when all is read. */
    private void archive(Draft draft) {
        List<Timed> around = background.around(draft.start(), draft.end());
        archive.add(
                AttemptBuilder.outcome(Optional.of(draft), Optional.empty()),
                draft.start(),
                draft.events().size(),
                () -> observed(builder().server(draft, around)));
    }

    /** Only when all is read: before that nobody was looking. */
    private AttemptBuilder builder() {
        return new AttemptBuilder(
                coverings, background, peer -> settings.host().about(peer, serverAddresses), serverAddresses);
    }

    // --- joining the client's half

    private void join() {
        AttemptBuilder builder = builder();
        Set<Draft> joined = new HashSet<>();
        Map<String, List<ClientRun>> bySource = runs.bySource();
        bySource.forEach((source, ofSource) -> {
            List<Draft> halves = ofSource.stream().map(ClientRun::draft).toList();
            List<Draft> free =
                    drafts.stream().filter(draft -> !joined.contains(draft)).toList();
            ClientClock.Joined result =
                    ClientClock.join(halves, free, watched(), settings.together() && bySource.size() == 1);
            clocks.add(reading(source, result));
            for (ClientClock.Pair pair : result.pairs()) {
                pair.draft().ifPresent(joined::add);
                joined.addAll(pair.repeated());
                archive.add(
                        AttemptBuilder.outcome(pair.draft(), Optional.of(pair.run())),
                        pair.draft().orElse(pair.run()).start(),
                        pair.run().events().size()
                                + pair.draft().map(half -> half.events().size()).orElse(0),
                        () -> observed(builder.joined(pair, result.clock())));
            }
        });
        for (Draft draft : drafts) {
            if (!joined.contains(draft)) {
                archive(draft);
            }
        }
    }

    /** What the user observed is evidence of every attempt it was told about. */
    private Attempt observed(Attempt attempt) {
        if (settings.observed().isEmpty()) {
            return attempt;
        }
        var events = new ArrayList<>(attempt.events());
        settings.observed()
                .forEach((id, result) -> events.add(new Timed(
                        new Event(
                                new Stamp.None(),
                                Vantage.CLIENT,
                                new Evidence.Whole("--observed", id + "=" + result),
                                Fact.told(Sign.OBSERVED, "id", id, "result", result),
                                List.of()),
                        Optional.empty())));
        return attempt.with(events);
    }

    private Optional<ClientClock.Span> watched() {
        List<Covering> server = coverings.stream()
                .filter(covering -> covering.coverage().vantage() != Vantage.CLIENT)
                .toList();
        Optional<Moment> from =
                server.stream().flatMap(covering -> covering.from().stream()).min(Comparator.naturalOrder());
        Optional<Moment> to =
                server.stream().flatMap(covering -> covering.to().stream()).max(Comparator.naturalOrder());
        return from.isPresent() && to.isPresent()
                ? Optional.of(new ClientClock.Span(from.get(), to.get()))
                : Optional.empty();
    }

    private static ClockReading reading(String source, ClientClock.Joined joined) {
        Optional<Estimate> clock = joined.clock();
        return new ClockReading(
                source,
                clock.map(Estimate::seconds),
                clock.map(Estimate::plusMinus).orElse(0.0),
                clock.map(Estimate::zone).orElse(""),
                clock.map(Estimate::skewSeconds).orElse(0.0),
                clock.map(Estimate::anchors).orElse(0),
                joined.how());
    }

    // --- what was read

    private List<Input> inputs(List<Reading> readings) {
        var inputs = new ArrayList<Input>();
        for (Reading reading : readings) {
            List<Covering> own = coverings.stream()
                    .filter(covering -> covering.coverage().source().equals(reading.source()))
                    .toList();
            Set<Vantage> vantages = new LinkedHashSet<>();
            own.forEach(covering -> vantages.add(covering.coverage().vantage()));
            boolean client = vantages.contains(Vantage.CLIENT);
            inputs.add(new Input(
                    reading.source(),
                    vantages.size() == 1 ? vantages.stream().findFirst() : Optional.empty(),
                    reading.dialect(),
                    client ? Optional.empty() : edge(own, true),
                    client ? Optional.empty() : edge(own, false),
                    reading.lines(),
                    reading.read(),
                    reading.noise(),
                    reading.unread(),
                    reading.gaps(),
                    reading.trouble()));
        }
        return inputs;
    }

    private static Optional<Instant> edge(List<Covering> coverings, boolean first) {
        Comparator<Instant> order = first ? Comparator.naturalOrder() : Comparator.reverseOrder();
        return coverings.stream()
                .flatMap(covering -> (first ? covering.from() : covering.to()).stream())
                .map(Moment::at)
                .min(order);
    }

    /** The first version each daemon tells of itself. */
    private static final class Versions {
        private final Map<Sign, String> told = new EnumMap<>(Sign.class);

        void note(Timed timed) {
            if (timed.event().fact() instanceof Fact.Told fact
                    && (fact.sign() == Sign.IKE_STARTED
                            || fact.sign() == Sign.L2TP_STARTED
                            || fact.sign() == Sign.PPPD_STARTED)
                    && !fact.value("version").isEmpty()) {
                told.putIfAbsent(fact.sign(), fact.value("version"));
            }
        }

        Diagnosis.Server server(Set<Ip> addresses) {
            return new Diagnosis.Server(
                    List.copyOf(addresses),
                    Optional.ofNullable(told.get(Sign.IKE_STARTED)),
                    Optional.ofNullable(told.get(Sign.L2TP_STARTED)),
                    Optional.ofNullable(told.get(Sign.PPPD_STARTED)));
        }
    }
}
