package kiriwake.attempt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Tie;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/**
 * What the server says about itself and not about one client: its daemons' starts, failures, the kernel's complaints.
 * Each attempt gets what was said in its time, and the standing state that was said before. Bounded.
 */
public final class Background {
    private static final int MOST = 4096;
    private static final int MOST_STANDING = 64;
    private static final double AROUND_SECONDS = 5;

    private final int most;
    private final Deque<Timed> recent = new ArrayDeque<>();
    private final NavigableMap<Long, Deque<Timed>> recentBySecond = new TreeMap<>();
    private final Map<String, Deque<Timed>> standing = new LinkedHashMap<>();

    public Background() {
        this(MOST);
    }

    /** @param most that is kept of what no later word takes back */
    public Background(int most) {
        this.most = most;
    }

    static boolean isItsKind(Timed timed) {
        return timed.event().fact() instanceof Fact.Told told
                && (isStanding(told.sign())
                        || timed.event().ties().stream().allMatch(tie -> tie.kind() == Tie.Kind.SERVER));
    }

    /** True until something else is said: a daemon's start, a refused configuration. */
    private static boolean isStanding(Sign sign) {
        return switch (sign) {
            case IKE_STARTED,
                    IKE_STOPPED,
                    IKE_LISTENING,
                    IKE_LISTEN_FAILED,
                    IKE_CONNECTION_LOADED,
                    IKE_CONFIG_REFUSED,
                    IKE_SECRETS_REFUSED,
                    IKE_NATT_OFF,
                    L2TP_STARTED,
                    L2TP_STOPPED,
                    L2TP_LISTENING,
                    L2TP_LISTEN_FAILED,
                    L2TP_CONFIG_REFUSED,
                    L2TP_MODE,
                    SERVICE_FAILED,
                    SERVICE_STARTED,
                    SERVICE_STOPPED,
                    SERVICE_PRESTART_FAILED,
                    MODULE_MISSING,
                    ADDRESS_BANNED,
                    DISK_FULL -> true;
            default -> false;
        };
    }

    void add(Timed timed) {
        if (timed.event().fact() instanceof Fact.Told told && isStanding(told.sign())) {
            Deque<Timed> same = standing.computeIfAbsent(told.sign() + told.value("unit"), key -> new ArrayDeque<>());
            same.add(timed);
            if (same.size() > MOST_STANDING) {
                same.removeFirst();
            }
            return;
        }
        recent.add(timed);
        timed.moment().ifPresent(at -> recentBySecond
                .computeIfAbsent(at.at().getEpochSecond(), second -> new ArrayDeque<>(2))
                .add(timed));
        if (recent.size() > most) {
            recent.removeFirst().moment().ifPresent(this::forget);
        }
    }

    /** The oldest of that second goes. */
    private void forget(Moment moment) {
        long second = moment.at().getEpochSecond();
        Deque<Timed> same = recentBySecond.getOrDefault(second, new ArrayDeque<>());
        same.pollFirst();
        if (same.isEmpty()) {
            recentBySecond.remove(second);
        }
    }

    /** What concerns an attempt between the two moments: said around it, or said before and never taken back. In no order. */
    public List<Timed> around(Moment start, Moment end) {
        var found = new ArrayList<Timed>();
        for (Deque<Timed> same : standing.values()) {
            for (Timed timed : same) {
                if (timed.moment()
                        .map(at -> end.secondsAfter(at) >= -AROUND_SECONDS)
                        .orElse(true)) {
                    found.add(timed);
                }
            }
        }
        long margin = (long) AROUND_SECONDS + 1;
        long from = start.at().getEpochSecond() - margin;
        long to = end.at().getEpochSecond() + margin;
        if (from > to) {
            return found;
        }
        recentBySecond.subMap(from, true, to, true).values().forEach(same -> near(same, start, end, found));
        return found;
    }

    private static void near(Deque<Timed> same, Moment start, Moment end, List<Timed> found) {
        for (Timed timed : same) {
            boolean near = timed.moment()
                    .map(at -> at.secondsAfter(start) >= -AROUND_SECONDS && at.secondsAfter(end) <= AROUND_SECONDS)
                    .orElse(false);
            if (near) {
                found.add(timed);
            }
        }
    }
}
