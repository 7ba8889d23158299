package kiriwake.source.capture;

import com.sun.jna.NativeLibrary;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import kiriwake.bytes.Bytes;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapHandle.TimestampPrecision;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;
import org.pcap4j.core.RawPacketListener;

/**
 * One handle of libpcap and the one thread that opens it, reads it, asks for its statistics and closes it. Others only
 * leave a wish and break the loop: libpcap's handles are for one thread.
 */
final class Session {
    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofSeconds(3);
    private static final long COUNT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_LEFT_BEHIND = 4096;
    private static final long NETLINK_NAP_MILLIS = 20;
    private static final int EAGAIN = 11;
    private static final String NOTHING_THERE =
            NativeLibrary.getProcess().getFunction("strerror").invokeString(new Object[] {EAGAIN}, false);

    private final HostInterface of;
    private final int timeoutMillis;
    private final CaptureSettings settings;
    private final Events events;
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private final AtomicReference<String> wanted;
    private final Thread thread;
    private volatile @Nullable PcapHandle handle;
    private volatile boolean stopping;
    private String filter = "";
    private int linkType;
    private Counts counts = Counts.NONE;
    private Instant countedAt = Instant.EPOCH;
    private long countNanos;
    private @Nullable RuntimeException defect;

    /** What a session tells, from its thread. */
    interface Events {
        void packet(Packet packet);

        /** Counts since it was opened, and when they were read before. */
        void counted(Counts before, Counts now, Instant from, Instant to);

        /** The last word: why, as a sentence, or empty when it was asked to end. */
        void ended(String why, Instant at);
    }

    /** As libpcap counts, since the handle was opened. */
    record Counts(long received, long droppedByKernel, long droppedByInterface) {
        static final Counts NONE = new Counts(0, 0, 0);
    }

    private Session(HostInterface of, String filter, int timeoutMillis, CaptureSettings settings, Events events) {
        this.of = of;
        this.timeoutMillis = timeoutMillis;
        this.settings = settings;
        this.events = events;
        this.wanted = new AtomicReference<>(filter);
        this.thread = Thread.ofPlatform().daemon().name("capture " + of.name()).unstarted(this::run);
    }

    /**
     * Begins to open it; {@link #await} says when packets are captured.
     *
     * @param filter empty for none
     * @param timeoutMillis how late a wish may be heard by a libpcap before 1.10, which does not wake for it
     */
    static Session start(HostInterface of, String filter, int timeoutMillis, CaptureSettings settings, Events events) {
        var session = new Session(of, filter, timeoutMillis, settings, events);
        session.thread.start();
        return session;
    }

    /** @throws CannotOpen with libpcap's words */
    void await() throws CannotOpen {
        try {
            opened.get(OPENING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            throw new CannotOpen(String.valueOf(cause == null ? failure.getMessage() : cause.getMessage()));
        } catch (TimeoutException stuck) {
            stopping = true;
            throw new CannotOpen("libpcap did not open it within " + OPENING.toSeconds() + " seconds");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            stopping = true;
            throw new CannotOpen("interrupted");
        }
    }

    static final class CannotOpen extends Exception {
        private static final long serialVersionUID = 1;

        CannotOpen(String why) {
            super(why);
        }
    }

    int index() {
        return of.index();
    }

    /** It ended, by itself or asked to. */
    boolean isOver() {
        return !thread.isAlive();
    }

    /** From now on the kernel is asked for these; takes effect within 100 ms, on a libpcap after 1.9 at once. */
    void filter(String text) {
        if (!text.equals(wanted.getAndSet(text))) {
            breakLoop();
        }
    }

    /** Asks for fresh counts. */
    void count() {
        breakLoop();
    }

    /** Delivers what is in the buffer, then ends. */
    void close() {
        stopping = true;
        breakLoop();
        try {
            thread.join(CLOSING);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void breakLoop() {
        PcapHandle open = handle;
        if (open == null) {
            return;
        }
        try {
            open.breakLoop();
        } catch (NotOpenException ended) {
            // its thread has closed it already: there is no loop to break
            return;
        }
    }

    // --- the thread

    private void run() {
        String why = "";
        try (PcapHandle open = build()) {
            linkType = linkType(open);
            applyFilter(open);
            countedAt = Instant.now();
            countNanos = System.nanoTime();
            handle = open;
            opened.complete(true);
            while (!stopping) {
                applyFilter(open);
                listen(open);
                readCounts(open);
                if (defect != null) {
                    throw defect;
                }
            }
            finish(open);
        } catch (PcapNativeException | NotOpenException failure) {
            why = String.valueOf(failure.getMessage());
            opened.completeExceptionally(failure);
        } catch (LinkageError without) {
            why = "libpcap cannot be loaded: " + without.getMessage();
            opened.completeExceptionally(new PcapNativeException(why));
        } catch (RuntimeException ours) {
            why = "kiriwake failed on a packet: " + ours;
            throw ours;
        } finally {
            handle = null;
            if (opened.isDone() && !opened.isCompletedExceptionally()) {
                events.ended(why, Instant.now());
            }
        }
    }

    private PcapHandle build() throws PcapNativeException {
        return new PcapHandle.Builder(of.name())
                .snaplen(snapLength())
                .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                .timeoutMillis(timeoutMillis)
                .bufferSize(settings.bufferOctets())
                .immediateMode(settings.immediate())
                .timestampPrecision(TimestampPrecision.NANO)
                .build();
    }

    /**
     * In immediate mode every packet takes a slot of the snap length in the ring, and slots fill pages of 4096 octets:
     * two of 1920 with their headers, which an Ethernet frame fits in, but only one of 2048.
     */
    private int snapLength() {
        if (settings.snapLength() > 0) {
            return settings.snapLength();
        }
        if (isNetlink()) {
            return 1 << 16;
        }
        return of.mtu() <= 1800 ? 1920 : Math.min(of.mtu() + 120, 9400);
    }

    private boolean isNetlink() {
        return of.name().startsWith("nflog");
    }

    /** DLT_RAW is 12 on Linux and 101 in files. */
    private static int linkType(PcapHandle open) {
        int type = open.getDlt().value();
        return type == 12 || type == 14 ? 101 : type;
    }

    private void applyFilter(PcapHandle open) throws PcapNativeException, NotOpenException {
        String text = String.valueOf(wanted.get());
        if (!text.equals(filter)) {
            open.setFilter(text, BpfCompileMode.OPTIMIZE);
            filter = text;
        }
    }

    private void listen(PcapHandle open) throws PcapNativeException, NotOpenException {
        try {
            if (isNetlink()) {
                // libpcap sleeps in recv() there and a broken loop does not wake it
                open.setBlockingMode(BlockingMode.NONBLOCKING);
                takeWaiting(open);
                Thread.sleep(NETLINK_NAP_MILLIS);
            } else {
                open.loop(-1, listener(open));
            }
        } catch (InterruptedException broken) {
            // so pcap4j says that the loop was broken: there is a wish to fulfil
            return;
        }
    }

    /** That nothing waits is an error there for libpcap (1.10.3), told in the words of the C library. */
    private void takeWaiting(PcapHandle open) throws PcapNativeException, NotOpenException, InterruptedException {
        try {
            open.dispatch(MOST_LEFT_BEHIND, listener(open));
        } catch (PcapNativeException failure) {
            if (!String.valueOf(failure.getMessage()).endsWith(NOTHING_THERE)) {
                throw failure;
            }
        }
    }

    private RawPacketListener listener(PcapHandle open) {
        return octets -> packet(open, octets);
    }

    /** Called by native code, which would drop an exception: the thread throws it again. */
    private void packet(PcapHandle open, byte[] octets) {
        if (defect != null) {
            return;
        }
        try {
            deliver(open, octets);
        } catch (RuntimeException ours) {
            defect = ours;
            breakLoop();
        }
    }

    private void deliver(PcapHandle open, byte[] octets) {
        var stamp = open.getTimestamp();
        long nanos = Math.floorDiv(stamp.getTime(), 1000L) * 1_000_000_000L + stamp.getNanos();
        Integer wireLength = open.getOriginalLength();
        events.packet(new Packet(
                of.name(),
                linkType,
                nanos,
                wireLength == null ? octets.length : wireLength,
                Bytes.copyOf(octets, 0, octets.length)));
        if (System.nanoTime() - countNanos > COUNT_NANOS) {
            readCounts(open);
        }
    }

    /** Not of an interface that is gone: libpcap 1.7 and 1.8 crash on that. */
    private void readCounts(PcapHandle open) {
        countNanos = System.nanoTime();
        if (of.index() != 0 && !HostInterfaces.exists(of)) {
            return;
        }
        PcapStat stat;
        try {
            stat = open.getStats();
        } catch (PcapNativeException | NotOpenException unknown) {
            // a handle without statistics (nflog before libpcap 1.9) loses nothing that anybody counts
            return;
        }
        var now =
                new Counts(stat.getNumPacketsReceived(), stat.getNumPacketsDropped(), stat.getNumPacketsDroppedByIf());
        Instant at = Instant.now();
        events.counted(counts, now, countedAt, at);
        counts = now;
        countedAt = at;
    }

    /** What came before the end was asked for is delivered. */
    private void finish(PcapHandle open) throws PcapNativeException, NotOpenException {
        open.setBlockingMode(BlockingMode.NONBLOCKING);
        // the wish to end may still be in the handle, and breaks the first round
        if (!leftBehind(open)) {
            leftBehind(open);
        }
        readCounts(open);
    }

    private boolean leftBehind(PcapHandle open) throws PcapNativeException, NotOpenException {
        try {
            open.dispatch(MOST_LEFT_BEHIND, listener(open));
            return true;
        } catch (InterruptedException broken) {
            return false;
        }
    }
}
