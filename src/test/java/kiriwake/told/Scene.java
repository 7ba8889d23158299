package kiriwake.told;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.Attempt.Alignment;
import kiriwake.attempt.AttemptBuilder;
import kiriwake.attempt.Background;
import kiriwake.attempt.ClientClock;
import kiriwake.attempt.ClientRun;
import kiriwake.attempt.Covering;
import kiriwake.attempt.Draft;
import kiriwake.clock.Offsets.Estimate;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Judge;
import kiriwake.diagnose.Neighbours;
import kiriwake.event.Coverage;
import kiriwake.event.Event;
import kiriwake.event.Evidence;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Stamp;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/** An attempt put together for a test: both halves on one clock, who was watching, what snapshots say. */
public final class Scene {
    private static final Set<Step> VERBOSE_CLIENT = Set.of(Step.values());

    private final ClientRun run = new ClientRun("client");
    private final ClientRun half = new ClientRun("server");
    private final Draft draft = half.draft();
    private final List<Event> host = new ArrayList<>();
    private final List<Covering> coverings = new ArrayList<>();
    private final Map<String, String> observed = new HashMap<>();

    public Scene client(Timed timed) {
        run.add(timed);
        return this;
    }

    public Scene server(Timed timed) {
        half.add(timed);
        return this;
    }

    public Scene state(Event event) {
        host.add(event);
        return this;
    }

    public Scene watching(Vantage vantage, Set<Step> steps) {
        return watching(vantage, steps, 0);
    }

    public Scene watching(Vantage vantage, Set<Step> steps, long gaps) {
        var coverage = new Coverage(vantage.id(), vantage, new Stamp.None(), new Stamp.None(), steps, gaps, true);
        coverings.add(new Covering(coverage, Optional.<Moment>empty(), Optional.empty()));
        return this;
    }

    public Scene observed(String id, String result) {
        observed.put(id, result);
        return this;
    }

    public Attempt attempt() {
        boolean hasClient = !run.draft().events().isEmpty();
        boolean hasServer = !draft.events().isEmpty();
        var all = new ArrayList<>(coverings);
        if (hasClient) {
            all.add(new Covering(
                    new Coverage(
                            "client", Vantage.CLIENT, new Stamp.None(), new Stamp.None(), VERBOSE_CLIENT, 0, false),
                    Optional.empty(),
                    Optional.empty()));
        }
        var builder = new AttemptBuilder(all, new Background(), peer -> host, Set.of());
        if (!hasClient) {
            return observed(builder.server(draft));
        }
        Alignment alignment =
                hasServer ? Alignment.EXACT : coverings.isEmpty() ? Alignment.ONE_SIDED : Alignment.ASSUMED;
        var pair = new ClientClock.Pair(
                run.draft(), hasServer ? Optional.of(draft) : Optional.empty(), alignment, List.of());
        return observed(builder.joined(pair, Optional.of(new Estimate(0, 0, 1))));
    }

    private Attempt observed(Attempt attempt) {
        var events = new ArrayList<>(attempt.events());
        observed.forEach((id, result) -> events.add(new Timed(
                new Event(
                        new Stamp.None(),
                        Vantage.CLIENT,
                        new Evidence.Whole("--observed", id),
                        Fact.told(Sign.OBSERVED, "id", id, "result", result),
                        List.of()),
                Optional.empty())));
        return attempt.with(events);
    }

    public Judged judge(Attempt... others) {
        return new Judge(Set.of()).judge(attempt(), new Neighbours(List.of(others)));
    }
}
