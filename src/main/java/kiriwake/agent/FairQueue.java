package kiriwake.agent;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What waits, by whom it is of: whoever has had least goes first, so that one who shouts keeps nobody waiting but himself.
 * Bounded; when it is full, the newest of him who has most in it goes. For any threads.
 *
 * @param <T> what waits
 */
final class FairQueue<T> {
    private final int most;
    private final Map<String, Waiting<T>> waiting = new LinkedHashMap<>();
    /** By whom it is of: what was taken since nothing waited. */
    private final Map<String, Integer> taken = new HashMap<>();

    private long dropped;

    private record Waiting<T>(String of, T what) {}

    FairQueue(int most) {
        this.most = most;
    }

    /** In the place of what waits under the same id. */
    synchronized void put(String id, String of, T what) {
        if (waiting.replace(id, new Waiting<>(of, what)) != null) {
            return;
        }
        if (waiting.size() < most) {
            waiting.put(id, new Waiting<>(of, what));
            return;
        }
        dropped++;
        String loudest = loudest();
        if (!loudest.equals(of)) {
            waiting.remove(newest(loudest));
            waiting.put(id, new Waiting<>(of, what));
        }
    }

    private String loudest() {
        var counts = new HashMap<String, Integer>();
        waiting.values().forEach(one -> counts.merge(one.of(), 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private String newest(String of) {
        String newest = "";
        for (Map.Entry<String, Waiting<T>> one : waiting.entrySet()) {
            newest = one.getValue().of().equals(of) ? one.getKey() : newest;
        }
        return newest;
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
        taken.merge(first.of(), 1, Integer::sum);
        if (waiting.isEmpty()) {
            taken.clear();
        }
        return Optional.of(first.what());
    }

    synchronized boolean remove(String id) {
        return waiting.remove(id) != null;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** What there was no room for. */
    synchronized long dropped() {
        return dropped;
    }
}
