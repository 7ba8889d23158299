package kiriwake.agent;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Something that takes a while, done beside the thread that captures; what came of it is taken by that thread. */
final class Beside<T> {
    private final FutureTask<T> task;
    private Optional<Consumer<T>> sink = Optional.empty();

    /** Begins at once. */
    Beside(String name, Supplier<T> work) {
        this.task = new FutureTask<>(work::get);
        Thread.ofPlatform().daemon().name(name).start(task);
    }

    /** Called once, by whoever calls {@link #look} or {@link #await}. */
    void whenDone(Consumer<T> taker) {
        sink = Optional.of(taker);
    }

    /** Hands it over if it is done; never waits. */
    void look() {
        if (sink.isPresent() && task.isDone()) {
            await();
        }
    }

    /** Hands it over, unless that was done before. */
    void await() {
        if (sink.isEmpty()) {
            return;
        }
        Consumer<T> taker = sink.get();
        sink = Optional.empty();
        try {
            taker.accept(task.get());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException ours ? ours : new IllegalStateException(failure);
        }
    }
}
