package kiriwake.agent;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * What waits, by whom it is of: whoever has had least goes first, so that one who shouts keeps nobody waiting but himself.
 * Bounded by weight; when it is full, the newest of him who has most in it goes. For any threads.
 *
 * @param <T> what waits
 */
final class FairQueue<T> {
    private static final int MOST_REMEMBERED = 1024;

    private final long most;
    private final ToIntFunction<T> weight;
    private final Predicate<T> goesFirst;
    private final Map<String, Waiting<T>> waiting = new LinkedHashMap<>();
    /** By whom it is of: what was taken since nothing waited, or since there were too many of them. */
    private final Map<String, Integer> taken = new HashMap<>();

    private long weighs;
    private long dropped;

    private record Waiting<T>(String of, T what, int weight) {}

    /**
     * @param most of weight that waits; a single one may weigh more
     * @param goesFirst when there is no room, before any other
     */
    FairQueue(long most, ToIntFunction<T> weight, Predicate<T> goesFirst) {
        this.most = most;
        this.weight = weight;
        this.goesFirst = goesFirst;
    }

    /** In the place of what waits under the same id. */
    synchronized void put(String id, String of, T what) {
        var one = new Waiting<>(of, what, weight.applyAsInt(what));
        Waiting<T> before = waiting.put(id, one);
        weighs += one.weight() - (before == null ? 0 : before.weight());
        while (weighs > most && waiting.size() > 1) {
            dropped++;
            remove(toGo());
        }
    }

    /** The id of the newest of the loudest; of those who may go first, while there are any. */
    private String toGo() {
        boolean some = waiting.values().stream().anyMatch(one -> goesFirst.test(one.what()));
        var counts = new HashMap<String, Integer>();
        String id = "";
        int most = 0;
        for (Waiting<T> one : waiting.values()) {
            if (!some || goesFirst.test(one.what())) {
                most = Math.max(most, counts.merge(one.of(), 1, Integer::sum));
            }
        }
        for (Map.Entry<String, Waiting<T>> one : waiting.entrySet()) {
            id = counts.getOrDefault(one.getValue().of(), 0) == most
                            && (!some || goesFirst.test(one.getValue().what()))
                    ? one.getKey()
                    : id;
        }
        return id;
    }

    synchronized Optional<T> take() {
        String next = "";
        int least = Integer.MAX_VALUE;
        for (Map.Entry<String, Waiting<T>> one : waiting.entrySet()) {
            int had = taken.getOrDefault(one.getValue().of(), 0);
            if (had < least) {
                next = one.getKey();
                least = had;
            }
        }
        Waiting<T> first = waiting.remove(next);
        if (first == null) {
            return Optional.empty();
        }
        weighs -= first.weight();
        taken.merge(first.of(), 1, Integer::sum);
        if (waiting.isEmpty() || taken.size() > MOST_REMEMBERED) {
            taken.clear();
        }
        return Optional.of(first.what());
    }

    synchronized boolean remove(String id) {
        Waiting<T> gone = waiting.remove(id);
        weighs -= gone == null ? 0 : gone.weight();
        return gone != null;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** What there was no room for. */
    synchronized long dropped() {
        return dropped;
    }
}
