package kiriwake.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The second thread: what takes long is done here, one after another, out of a bounded queue. */
final class JudgeThread {
    private static final int MOST_JOBS = 128;
    /** A job starts dozens of commands, each with a limit of its own, and on a busy small server that takes a while. */
    private static final Duration FROZEN = Duration.ofMinutes(5);

    private static final Duration TO_FINISH = Duration.ofSeconds(8);

    private final BlockingQueue<Job> jobs = new ArrayBlockingQueue<>(MOST_JOBS);
    private final Consumer<String> log;
    private final Thread thread;
    private volatile long beat = System.nanoTime();
    private volatile boolean busy;
    private volatile Optional<String> trouble = Optional.empty();
    private long dropped;

    /** Something to do. */
    @FunctionalInterface
    interface Job {
        void run() throws IOException;
    }

    JudgeThread(Consumer<String> log) {
        this.log = log;
        this.thread = Thread.ofPlatform().daemon().name("judge").unstarted(this::forever);
    }

    void start() {
        thread.start();
    }

    /** Must be done; when the queue is full it is dropped and counted. */
    void must(Job job) {
        if (!offer(job)) {
            dropped++;
        }
    }

    /** @return false when the queue is full; the caller asks again */
    boolean offer(Job job) {
        return jobs.offer(job);
    }

    /** Comes round again: left out when there is much to do. */
    void may(Job job) {
        if (jobs.remainingCapacity() > MOST_JOBS / 2) {
            jobs.add(job);
        }
    }

    /** Those that did not fit. */
    long dropped() {
        return dropped;
    }

    boolean isAlive() {
        return System.nanoTime() - beat < FROZEN.toNanos();
    }

    /** Why the last job failed; empty when it did not. */
    Optional<String> trouble() {
        return trouble;
    }

    private void forever() {
        while (!Thread.currentThread().isInterrupted()) {
            beat = System.nanoTime();
            try {
                Job job = jobs.poll(1, TimeUnit.SECONDS);
                if (job != null) {
                    busy = true;
                    job.run();
                    trouble = Optional.empty();
                }
            } catch (InterruptedException ended) {
                return;
            } catch (IOException | RuntimeException failure) {
                trouble = Optional.of(String.valueOf(failure));
                log.accept("an attempt could not be judged or kept: " + failure);
            } finally {
                busy = false;
            }
        }
    }

    /** Does what is left, if that does not take long. */
    void finish() throws InterruptedException {
        long deadline = System.nanoTime() + TO_FINISH.toNanos();
        while ((!jobs.isEmpty() || busy) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        thread.interrupt();
        thread.join(2000);
    }
}
