package kiriwake.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import kiriwake.clock.WallClock;
import kiriwake.event.Event;
import kiriwake.event.Stamp;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/**
 * One source being read in a thread of its own, a bounded number of events ahead. {@link #close} ends the thread.
 */
final class Feed implements AutoCloseable {
    private static final int BATCH = 256;
    private static final int BATCHES_AHEAD = 8;

    private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    private final ArrayDeque<Timed> ready = new ArrayDeque<>();
    private final WallClock clock;
    private final Thread thread;
    private Optional<Reading> result = Optional.empty();
    private Optional<Moment> latest = Optional.empty();
    /** Of the event before, and what the clock says of it: many lines have the same second. */
    private Stamp stamp = new Stamp.None();

    private Optional<Moment> moment = Optional.empty();

    private record Batch(List<Event> events, Optional<Reading> last, Optional<RuntimeException> defect) {}

    /** @param reader reads the whole source, giving each event to the consumer */
    Feed(String name, WallClock clock, Function<Consumer<Event>, Reading> reader) {
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("read " + name).start(() -> run(reader));
    }

    private void run(Function<Consumer<Event>, Reading> reader) {
        var batch = new ArrayList<Event>(BATCH);
        try {
            Reading reading = reader.apply(event -> {
                batch.add(event);
                if (batch.size() == BATCH) {
                    put(new Batch(List.copyOf(batch), Optional.empty(), Optional.empty()));
                    batch.clear();
                }
            });
            put(new Batch(List.copyOf(batch), Optional.of(reading), Optional.empty()));
        } catch (Stopped stopped) {
            // the reader of the queue went away: nothing is left to do
            return;
        } catch (RuntimeException failure) {
            put(new Batch(List.copyOf(batch), Optional.empty(), Optional.of(failure)));
        }
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private void put(Batch batch) {
        try {
            queue.put(batch);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
    }

    /** The next event, and stays there; empty at the end. */
    Optional<Timed> peek() {
        while (ready.isEmpty() && result.isEmpty()) {
            take();
        }
        return Optional.ofNullable(ready.peekFirst());
    }

    Timed next() {
        return ready.removeFirst();
    }

    private void take() {
        Batch batch;
        try {
            batch = queue.take();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading", stopped);
        }
        if (batch.defect().isPresent()) {
            throw batch.defect().get();
        }
        for (Event event : batch.events()) {
            if (!event.stamp().equals(stamp)) {
                stamp = event.stamp();
                moment = clock.moment(stamp);
            }
            moment.ifPresent(at -> latest = Optional.of(at));
            ready.add(new Timed(event, moment.or(() -> latest)));
        }
        result = batch.last();
    }

    /** What reading it came to; only when {@link #peek} is empty. */
    Reading reading() {
        return result.orElseThrow();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
