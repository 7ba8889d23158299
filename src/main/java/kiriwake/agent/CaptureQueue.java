package kiriwake.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import kiriwake.net.Ip;
import kiriwake.source.capture.CaptureListener;
import kiriwake.source.capture.Captures;
import kiriwake.source.capture.Gap;
import kiriwake.source.capture.Packet;

/** Between the threads that capture and the one of a {@link CaptureRun}: what is handed over may wait, up to a limit. */
final class CaptureQueue implements CaptureListener {
    private static final int MOST_WAITING = 8192;
    private static final int MOST_FOLLOWED = 16;
    private static final int MOST_AT_ONCE = 1000;
    private static final long LONGEST_WAIT_MILLIS = 20;

    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong overflown = new AtomicLong();
    private final Handshakes handshakes = new Handshakes(MOST_FOLLOWED);
    private final Peek peek = new Peek();
    private final Set<Ip> own;
    private Optional<Captures> captures = Optional.empty();

    /** What was handed over. */
    sealed interface Item {
        record Came(Packet packet) implements Item {}

        record Missed(Gap gap) implements Item {}

        record Changed(String interfaceName, boolean captured, Instant at, String why) implements Item {}
    }

    /** @param own addresses of this host; read by the threads that capture */
    CaptureQueue(Set<Ip> own) {
        this.own = own;
    }

    /** Whom to follow is decided here: what waits in the queue may wait longer than a handshake lasts. */
    @Override
    public void packet(Packet packet) {
        synchronized (this) {
            Peek.Seen seen = peek.at(packet);
            if (seen.kind() == Peek.Kind.IKE && handshakes.seen(seen.from(), seen.to(), own)) {
                captures.ifPresent(all -> all.follow(handshakes.followed()));
            }
        }
        offer(new Item.Came(packet));
    }

    synchronized void follows(Captures all) {
        captures = Optional.of(all);
        all.follow(handshakes.followed());
    }

    synchronized List<Ip> followed() {
        return handshakes.followed();
    }

    @Override
    public void gap(Gap gap) {
        offer(new Item.Missed(gap));
    }

    @Override
    public void changed(String interfaceName, boolean captured, Instant at, String why) {
        offer(new Item.Changed(interfaceName, captured, at, why));
    }

    private void offer(Item item) {
        if (!queue.offer(item)) {
            overflown.incrementAndGet();
        }
    }

    /** Waits for the first a little, takes those that are there. */
    List<Item> take() {
        var items = new ArrayList<Item>();
        try {
            Item first = queue.poll(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                items.add(first);
                queue.drainTo(items, MOST_AT_ONCE);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return items;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** What found no room. */
    long overflown() {
        return overflown.get();
    }
}
