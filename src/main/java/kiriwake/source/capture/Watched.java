package kiriwake.source.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import kiriwake.net.Ip;
import org.jspecify.annotations.Nullable;

/**
 * One interface by name, through all its lives. One thread at a time looks and closes; only {@link #status} and
 * {@link #count} are for every thread.
 */
final class Watched {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int CONTROL_MILLIS = 100;
    private static final int SEALED_MILLIS = 25;

    private final String name;
    private final CaptureSettings settings;
    private final CaptureListener listener;
    private final Runnable wake;
    private final Tally tally = new Tally();
    private final AtomicReference<Ending> ending = new AtomicReference<>(Ending.NONE);
    private volatile @Nullable Session control;
    private volatile @Nullable Session sealed;
    private volatile List<Ip> addresses = List.of();
    private volatile String trouble = "there is no interface of this name";
    private final AtomicLong openings = new AtomicLong();
    private Instant wholeUntil;
    private Instant retryAt = Instant.MIN;
    private int failures;

    /** How a session ended by itself; empty {@code why}: none did. */
    private record Ending(String why, Instant at) {
        private static final Ending NONE = new Ending("", Instant.MIN);
    }

    /**
     * @param wake called when a session ends by itself
     * @param began nothing was captured before
     */
    Watched(String name, CaptureSettings settings, CaptureListener listener, Runnable wake, Instant began) {
        this.name = name;
        this.settings = settings;
        this.listener = listener;
        this.wake = wake;
        this.wholeUntil = began;
    }

    CaptureStatus status() {
        boolean open = control != null;
        Session.Counts sum = tally.sum();
        return new CaptureStatus(
                name,
                open,
                addresses,
                sum.received(),
                sum.droppedByKernel(),
                sum.droppedByInterface(),
                openings.get(),
                open ? "" : trouble);
    }

    void count() {
        Session open = control;
        if (open != null) {
            open.count();
        }
        Session second = sealed;
        if (second != null) {
            second.count();
        }
    }

    /**
     * Does what is to be done.
     *
     * @param now what the host says of it; empty when it is not there
     * @param peers whose ESP is wanted
     */
    void look(Optional<HostInterface> now, Set<Ip> peers) {
        now.ifPresent(one -> addresses = one.addresses());
        Ending ended = ending.getAndSet(Ending.NONE);
        Session open = control;
        if (open != null && !ended.why().isEmpty()) {
            lose(ended.why(), ended.at());
        } else if (open != null && (now.isEmpty() || now.get().index() != open.index())) {
            lose("the interface is gone", Instant.now());
        }
        if (now.isEmpty() || !now.get().up()) {
            if (control == null) {
                absent(now.isEmpty() ? "there is no interface of this name" : "the interface is down");
            }
            return;
        }
        if (control == null && !Instant.now().isBefore(retryAt)) {
            open(now.get());
        }
        if (control != null) {
            follow(now.get(), peers);
        }
    }

    /** Nothing passes an interface that is not there: up to now nothing was missed. */
    private void absent(String why) {
        trouble = why;
        wholeUntil = Instant.now();
        retryAt = Instant.MIN;
        failures = 0;
    }

    private void open(HostInterface of) {
        boolean netlink = name.startsWith("nflog");
        Session first = Session.start(
                of,
                netlink ? "" : KernelFilter.control(settings.only()),
                CONTROL_MILLIS,
                settings,
                new Listening(true));
        Optional<Session> second = netlink ? Optional.empty() : Optional.of(startSealed(of));
        try {
            first.await();
            if (second.isPresent()) {
                second.get().await();
            }
            control = first;
            sealed = second.orElse(null);
        } catch (Session.CannotOpen failure) {
            first.close();
            second.ifPresent(Session::close);
            String why = String.valueOf(failure.getMessage()).strip();
            if (!why.equals(trouble)) {
                listener.changed(name, false, Instant.now(), why);
            }
            trouble = why;
            failures++;
            retryAt = Instant.now().plus(wait(failures));
            return;
        }
        Instant at = Instant.now();
        boolean again = openings.getAndIncrement() > 0;
        failures = 0;
        if (again) {
            listener.gap(new Gap(name, Gap.Kind.NOT_OPEN, wholeUntil, at, 0));
        }
        listener.changed(name, true, at, again ? "it is back" : "it is captured");
    }

    private static Duration wait(int failures) {
        Duration wait = Duration.ofMillis(250L << Math.min(failures, 7));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private void lose(String why, Instant at) {
        closeSessions();
        ending.set(Ending.NONE);
        trouble = why.strip();
        wholeUntil = at;
        retryAt = Instant.MIN;
        listener.changed(name, false, at, trouble);
    }

    /**
     * The handle for ESP is opened with the other one and lets nothing through until a peer is followed: to open one
     * takes the kernel longer than a handshake may take, to replace a filter does not. A few packets of a handshake wait
     * in it, so a quarter of the ring will do; the kernel takes all of a ring's memory at once.
     */
    private Session startSealed(HostInterface of) {
        return Session.start(
                of,
                KernelFilter.NOTHING,
                SEALED_MILLIS,
                settings.ring(settings.bufferOctets() / 4),
                new Listening(false));
    }

    private void follow(HostInterface of, Set<Ip> peers) {
        Session open = sealed;
        if (open == null) {
            return;
        }
        if (open.isOver()) {
            open.close();
            open = startSealed(of);
            sealed = open;
        }
        open.filter(peers.isEmpty() ? KernelFilter.NOTHING : KernelFilter.sealed(peers));
    }

    private void closeSessions() {
        Session first = control;
        Session second = sealed;
        control = null;
        sealed = null;
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
    }

    /** The last look is over. */
    void close() {
        boolean open = control != null;
        closeSessions();
        if (!open && openings.get() > 0) {
            listener.gap(new Gap(name, Gap.Kind.NOT_OPEN, wholeUntil, Instant.now(), 0));
        }
    }

    /** Sums over all sessions. */
    private static final class Tally {
        private Session.Counts sum = Session.Counts.NONE;

        private synchronized Session.Counts sum() {
            return sum;
        }

        private synchronized void add(long received, long byKernel, long byInterface) {
            sum = new Session.Counts(
                    sum.received() + received,
                    sum.droppedByKernel() + byKernel,
                    sum.droppedByInterface() + byInterface);
        }
    }

    /** One session's. The interface's own drops are counted by the first handle only, or they would count twice. */
    private final class Listening implements Session.Events {
        private final boolean first;

        private Listening(boolean first) {
            this.first = first;
        }

        @Override
        public void packet(Packet packet) {
            listener.packet(packet);
        }

        @Override
        public void counted(Session.Counts before, Session.Counts now, Instant from, Instant to) {
            long byKernel = Math.max(0, now.droppedByKernel() - before.droppedByKernel());
            long byInterface = first ? Math.max(0, now.droppedByInterface() - before.droppedByInterface()) : 0;
            tally.add(Math.max(0, now.received() - before.received()), byKernel, byInterface);
            if (byKernel > 0) {
                listener.gap(new Gap(name, Gap.Kind.KERNEL, from, to, byKernel));
            }
            if (byInterface > 0) {
                listener.gap(new Gap(name, Gap.Kind.INTERFACE, from, to, byInterface));
            }
        }

        @Override
        public void ended(String why, Instant at) {
            if (!why.isEmpty()) {
                if (first) {
                    ending.set(new Ending(why, at));
                }
                wake.run();
            }
        }
    }
}
