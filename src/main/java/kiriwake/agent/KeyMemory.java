package kiriwake.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import kiriwake.source.host.Keys;
import kiriwake.wire.esp.SecurityAssociations;

/**
 * The keys of the tunnels there are, and of those that were a moment ago, for they are gone when their attempt is judged.
 * In memory only: never written, never logged. For several threads.
 */
final class KeyMemory {
    private static final int MOST_TEXTS = 6;

    private final Keys keys;
    private final Deque<String> texts = new ArrayDeque<>();
    private Optional<SecurityAssociations> fresh = Optional.empty();

    KeyMemory(Keys keys) {
        this.keys = keys;
    }

    /** Asks the kernel. */
    void learn() {
        String text = keys.now();
        synchronized (this) {
            if (text.isEmpty() || text.equals(texts.peekLast())) {
                return;
            }
            texts.add(text);
            if (texts.size() > MOST_TEXTS) {
                texts.removeFirst();
            }
            fresh = Optional.of(SecurityAssociations.read(kept()));
        }
    }

    /** All that are known, once after each time that something was learnt. */
    synchronized Optional<SecurityAssociations> fresh() {
        Optional<SecurityAssociations> news = fresh;
        fresh = Optional.empty();
        return news;
    }

    /** In the form in which {@code ip xfrm state} prints them. */
    synchronized String kept() {
        return String.join("\n", texts);
    }
}
