package kiriwake.attempt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/**
 * One half of an attempt while it is being gathered: events with common ties. Keeps at most {@link #MOST_EVENTS}; of a
 * fact that one vantage repeats, the first {@link #MOST_ALIKE} and the newest; of each kind of tie the first and the newest
 * {@link #MOST_TIES}.
 */
public final class Draft {
    static final int MOST_EVENTS = 1500;
    static final int MOST_ALIKE = 12;
    static final int MOST_TIES = 256;
    private static final int TIES_AS_HEAVY_AS_AN_EVENT = 4;

    private final List<Timed> events = new ArrayList<>();
    private final Map<Tie.Kind, Set<String>> ties = new EnumMap<>(Tie.Kind.class);
    private final Marks marks = new Marks();
    private final Map<Alike, Said> alike = new HashMap<>();
    private int tied;
    private long order;
    private long dropped;
    private Optional<Moment> first = Optional.empty();
    private Optional<Moment> last = Optional.empty();

    private record Alike(Vantage vantage, Fact fact) {}

    /** How often, and where among the events the newest is. */
    private static final class Said {
        private int times;
        private int newest;
    }

    /** @return ties for which there is no room any more */
    List<Tie> add(Timed timed) {
        List<Tie> forgotten = tie(timed.event().ties());
        timed.moment().ifPresent(this::reach);
        keep(timed);
        return forgotten;
    }

    private void keep(Timed timed) {
        boolean full = events.size() >= MOST_EVENTS;
        var key = new Alike(timed.vantage(), timed.event().fact());
        Said said = full ? alike.get(key) : alike.computeIfAbsent(key, fact -> new Said());
        if (said == null) {
            dropped++;
            return;
        }
        said.times++;
        if (said.times <= MOST_ALIKE && !full) {
            said.newest = events.size();
            events.add(timed);
            marks.add(timed);
            return;
        }
        dropped++;
        if (said.times > MOST_ALIKE) {
            events.set(said.newest, timed);
        }
    }

    private List<Tie> tie(List<Tie> more) {
        List<Tie> forgotten = List.of();
        for (Tie tie : more) {
            Set<String> values = ties.computeIfAbsent(tie.kind(), kind -> new LinkedHashSet<>());
            tied += values.add(tie.value()) ? 1 : 0;
            if (values.size() > MOST_TIES) {
                Iterator<String> oldest = values.iterator();
                oldest.next(); // it names the attempt
                forgotten = forgotten.isEmpty() ? new ArrayList<>() : forgotten;
                forgotten.add(new Tie(tie.kind(), oldest.next()));
                oldest.remove();
                tied--;
            }
        }
        return forgotten;
    }

    /** How much of the memory it takes, in events. */
    int weight() {
        return events.size() + tied / TIES_AS_HEAVY_AS_AN_EVENT;
    }

    private void reach(Moment moment) {
        if (first.isEmpty() || moment.compareTo(first.get()) < 0) {
            first = Optional.of(moment);
        }
        if (last.isEmpty() || moment.compareTo(last.get()) > 0) {
            last = Optional.of(moment);
        }
    }

    /**
     * Everything of the other goes into this one.
     *
     * @return ties for which there is no room any more
     */
    List<Tie> swallow(Draft other) {
        var forgotten = new ArrayList<Tie>();
        List.copyOf(other.events).forEach(timed -> forgotten.addAll(add(timed)));
        dropped += other.dropped;
        var left = new ArrayList<Tie>();
        other.ties.forEach((kind, values) -> values.forEach(value -> left.add(new Tie(kind, value))));
        forgotten.addAll(tie(left));
        return forgotten;
    }

    void order(long number) {
        order = number;
    }

    /** Drafts are numbered as they were opened. */
    long order() {
        return order;
    }

    public List<Timed> events() {
        return Collections.unmodifiableList(events);
    }

    /** Events that were counted and not kept, because the same had been said often enough. */
    public long dropped() {
        return dropped;
    }

    public Optional<Moment> first() {
        return first;
    }

    public Optional<Moment> last() {
        return last;
    }

    /** The first moment of it; the epoch when none of its events has one. */
    public Moment start() {
        return first.orElse(Moment.exact(Instant.EPOCH));
    }

    /** The last moment of it, likewise. */
    public Moment end() {
        return last.orElse(Moment.exact(Instant.EPOCH));
    }

    public Set<String> values(Tie.Kind kind) {
        return ties.getOrDefault(kind, Set.of());
    }

    public Optional<String> value(Tie.Kind kind) {
        return values(kind).stream().findFirst();
    }

    boolean has(Tie.Kind kind, String value) {
        return values(kind).contains(value);
    }

    boolean has(Step step) {
        return marks.has(step);
    }

    boolean has(Vantage vantage, Step step) {
        return marks.has(vantage, step);
    }

    boolean has(Sign sign) {
        return marks.has(sign);
    }

    /** Phase 2 is through: what comes from the same port now belongs to this connection. */
    public boolean isUp() {
        return has(Sign.CHILD_SA_UP) || has(Step.QM3) || has(Step.ESP_OUT) || has(Step.ESP_IN);
    }

    /** The peer answered what it was sent, so it is where it says it is. */
    public boolean gotOn() {
        return has(Step.MM3) || has(Step.QM1) || isUp() || has(Sign.L2TP_TUNNEL_UP) || has(Vantage.PPP, Step.LCP_IN);
    }

    /** Events that were added so far, kept or not. */
    public long count() {
        return events.size() + dropped;
    }

    /** The addresses are in force. */
    public boolean isConnected() {
        return has(Step.ADDRESS);
    }

    /** One of the ends has closed it. */
    public boolean isOver() {
        return has(Sign.L2TP_CLOSED) || has(Sign.IKE_SA_DELETED) || has(Sign.PPP_ENDED) || has(Sign.L2TP_STOPCCN);
    }

    static boolean isMessage(Timed timed) {
        return timed.event().fact() instanceof Fact.Passed;
    }
}
