package kiriwake.source.capture;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import kiriwake.net.Ip;
import kiriwake.trouble.Trouble;

/**
 * Captures on every interface that is wanted, for as long as it is open: interfaces that go down, vanish, come back under
 * the same name or appear later are opened when they can be. Each interface has one handle whose filter never changes, and
 * while peers are followed another one for their ESP. Safe for use by many threads.
 *
 * <p>One thread of ours opens and closes, each handle has one that reads; the methods only leave wishes, so that a
 * {@link CaptureListener} may call all of them but {@link #close}.
 */
public final class Captures implements AutoCloseable {
    private static final int MOST_INTERFACES = 16;
    private static final long COUNT_MILLIS = 5000;

    private final CaptureSettings settings;
    private final CaptureListener listener;
    private final Map<String, Watched> watched = new ConcurrentSkipListMap<>();
    private final Semaphore wishes = new Semaphore(0);
    private final Thread watcher;
    private final Instant began = Instant.now();
    private volatile Wanted wanted = new Wanted(Set.of(), 0);
    private volatile boolean closed;
    private Optional<Instant> leftOutSince = Optional.empty();

    /** @param leftOut peers that should be followed too and cannot be */
    private record Wanted(Set<Ip> peers, int leftOut) {}

    private Captures(CaptureSettings settings, CaptureListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.watcher = Thread.ofPlatform().daemon().name("capture interfaces").unstarted(this::watch);
    }

    /**
     * Returns when every wanted interface that is up is captured; the others follow when they come up.
     *
     * @throws Trouble when a right or libpcap is missing
     */
    public static Captures start(CaptureSettings settings, CaptureListener listener) {
        check(settings);
        var captures = new Captures(settings, listener);
        captures.look();
        captures.watcher.start();
        return captures;
    }

    /**
     * Nothing is opened.
     *
     * @throws Trouble when a right or libpcap is missing
     */
    public static void check(CaptureSettings settings) {
        boolean nflog = settings.interfaces().stream().anyMatch(name -> name.startsWith("nflog"));
        Privileges.missing(nflog).ifPresent(trouble -> {
            throw trouble;
        });
        Libpcap.choose();
    }

    /** Names of the interfaces of this host, in order. */
    public static List<String> interfaces() {
        return List.copyOf(HostInterfaces.now().keySet());
    }

    /** The addresses of this host now, those of loopback and of its link left out. */
    public static Set<Ip> addresses() {
        var all = new TreeSet<Ip>();
        for (HostInterface one : HostInterfaces.now().values()) {
            if (!one.loopback()) {
                one.addresses().stream()
                        .filter(address -> !address.isV6() || address.high() >>> 54 != 0x3FA)
                        .forEach(all::add);
            }
        }
        return all;
    }

    /**
     * ESP of these peers is captured soon after, and of no others. More than {@link KernelFilter#MOST_PEERS} cannot be
     * followed: the first ones in the order given are, and while that lasts it is a {@link Gap}.
     */
    public void follow(Collection<Ip> peers) {
        List<Ip> all = peers.stream().distinct().toList();
        Set<Ip> most = Set.copyOf(all.subList(0, Math.min(all.size(), KernelFilter.MOST_PEERS)));
        var now = new Wanted(most, all.size() - most.size());
        if (!now.equals(wanted)) {
            wanted = now;
            wishes.release();
        }
    }

    /** One for each interface that is or was captured, or should be, by name. */
    public List<CaptureStatus> status() {
        return watched.values().stream().map(Watched::status).toList();
    }

    /** Has the kernel's counters read now; what they say is told from the threads that capture. */
    public void count() {
        watched.values().forEach(Watched::count);
    }

    /** Delivers what was captured up to now, tells the last gaps, ends all threads. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        wishes.release();
        try {
            watcher.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        watched.values().forEach(Watched::close);
        leftOut(0);
    }

    // --- the watcher

    private void watch() {
        long countEvery = Math.max(1, COUNT_MILLIS / settings.lookEvery().toMillis());
        for (long round = 1; pause(); round++) {
            look();
            if (round % countEvery == 0) {
                count();
            }
        }
    }

    /** Until there is a wish, or for a while; false at the end. */
    private boolean pause() {
        try {
            if (wishes.tryAcquire(settings.lookEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                wishes.drainPermits();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    private void look() {
        Wanted now = wanted;
        Map<String, HostInterface> there = HostInterfaces.now();
        for (String name : names(there)) {
            if (watched.size() < MOST_INTERFACES) {
                watched.computeIfAbsent(name, key -> new Watched(key, settings, listener, wishes::release, began));
            }
        }
        for (Map.Entry<String, Watched> one : watched.entrySet()) {
            HostInterface of = isPseudo(one.getKey()) ? HostInterface.pseudo(one.getKey()) : there.get(one.getKey());
            one.getValue().look(Optional.ofNullable(of), now.peers());
        }
        leftOut(now.leftOut());
    }

    /** An interface that was wanted once stays so: routes come and go with it. */
    private Collection<String> names(Map<String, HostInterface> there) {
        List<String> given = settings.interfaces();
        if (!given.isEmpty() && !given.contains(CaptureSettings.FOUND)) {
            return given;
        }
        var names = new TreeSet<String>(given);
        names.remove(CaptureSettings.FOUND);
        there.values().stream().filter(HostInterface::leadsOutside).forEach(one -> names.add(one.name()));
        return names;
    }

    private static boolean isPseudo(String name) {
        return name.equals("any") || name.startsWith("nflog");
    }

    private void leftOut(int peers) {
        Instant at = Instant.now();
        if (peers == 0 && leftOutSince.isPresent()) {
            Instant since = leftOutSince.get();
            leftOutSince = Optional.empty();
            watched.keySet().forEach(name -> listener.gap(new Gap(name, Gap.Kind.TOO_MANY_PEERS, since, at, 0)));
        } else if (peers > 0 && leftOutSince.isEmpty()) {
            leftOutSince = Optional.of(at);
        }
    }
}
