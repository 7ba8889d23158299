package kiriwake.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import kiriwake.net.Ip;
import kiriwake.pipeline.LiveAttempt;

/**
 * Attempts that have settled, until the second thread has judged them: one at a time, and behind what else it has to do the
 * next one. While nothing can be kept they wait: lines that tell of them have not been read.
 */
final class Settled {
    /** Events in those that wait; each weighs a few more, so that these are at most 100 attempts. */
    private static final int MOST_EVENTS = 4000;

    private static final int WEIGHT_OF_ITS_OWN = 40;
    /** After the store can be written again. */
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private final FairQueue<LiveAttempt> waiting = new FairQueue<>(
            MOST_EVENTS,
            attempt -> WEIGHT_OF_ITS_OWN + attempt.judged().attempt().events().size(),
            attempt -> !attempt.gotOn());
    private final AtomicBoolean atWork = new AtomicBoolean();
    private final JudgeThread thread;
    private final Judging judging;
    private volatile boolean held;
    private volatile long keptAgain = System.nanoTime() - CATCH_UP.toNanos();

    /** What the second thread does with one. */
    @FunctionalInterface
    interface Judging {
        void judge(LiveAttempt attempt) throws IOException;
    }

    Settled(JudgeThread thread, Judging judging) {
        this.thread = thread;
        this.judging = judging;
    }

    /** In the place of what was said of it before. */
    void put(LiveAttempt attempt) {
        String peer = attempt.judged().attempt().peer().map(Ip::toString).orElse("");
        waiting.put(attempt.id(), peer, attempt);
        goOn();
    }

    void remove(String id) {
        waiting.remove(id);
    }

    /** The store cannot be written. */
    void hold() {
        held = true;
    }

    /** The store can be written again: once what was written meanwhile has been read and kept, it goes on. */
    void release() {
        keptAgain = System.nanoTime();
        held = false;
    }

    /** Also to be called now and then. */
    void goOn() {
        boolean mayGoOn = !held && System.nanoTime() - keptAgain >= CATCH_UP.toNanos();
        if (mayGoOn && !waiting.isEmpty() && atWork.compareAndSet(false, true) && !thread.offer(this::judgeNext)) {
            atWork.set(false);
        }
    }

    private void judgeNext() throws IOException {
        try {
            Optional<LiveAttempt> next = waiting.take();
            if (next.isPresent()) {
                judging.judge(next.get());
            }
        } finally {
            atWork.set(false);
            goOn();
        }
    }

    /** Those that there was no room for. */
    long dropped() {
        return waiting.dropped();
    }
}
