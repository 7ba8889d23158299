package kiriwake.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import kiriwake.source.capture.CaptureListener;
import kiriwake.source.capture.Gap;
import kiriwake.source.capture.Packet;

/**
 * Between the threads that capture and the one that looks: a bounded number of packets and octets. What does not fit is
 * counted as a gap of its own, so that nothing is concluded from its absence.
 */
final class Inbox implements CaptureListener {
    private static final int MOST = 8192;
    private static final int MOST_OCTETS = 2 << 20;
    private static final int MOST_NEWS = 256;

    private final ArrayBlockingQueue<Packet> packets = new ArrayBlockingQueue<>(MOST);
    private final AtomicInteger octets = new AtomicInteger();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Changed> changes = new ArrayList<>();
    private long overrun;
    private Instant overrunSince = Instant.EPOCH;
    private String overrunOn = "";

    /** An interface began or ceased to be captured. */
    record Changed(String interfaceName, boolean captured, Instant at, String why) {}

    @Override
    public void packet(Packet packet) {
        if (octets.get() > MOST_OCTETS || !packets.offer(packet)) {
            overran(packet);
        } else {
            octets.addAndGet(packet.octets().length());
        }
    }

    private synchronized void overran(Packet packet) {
        if (overrun++ == 0) {
            overrunSince = Instant.ofEpochSecond(0, packet.nanos());
            overrunOn = packet.interfaceName();
        }
    }

    @Override
    public synchronized void gap(Gap gap) {
        if (gaps.size() < MOST_NEWS) {
            gaps.add(gap);
        }
    }

    @Override
    public synchronized void changed(String interfaceName, boolean captured, Instant at, String why) {
        if (changes.size() < MOST_NEWS) {
            changes.add(new Changed(interfaceName, captured, at, why));
        }
    }

    /** The next packets; waits for the first one at most so long. */
    List<Packet> take(long waitMillis) throws InterruptedException {
        var taken = new ArrayList<Packet>();
        Packet first = packets.poll(waitMillis, TimeUnit.MILLISECONDS);
        if (first != null) {
            taken.add(first);
            packets.drainTo(taken, 1024);
            octets.addAndGet(
                    -taken.stream().mapToInt(packet -> packet.octets().length()).sum());
        }
        return taken;
    }

    /** What was missed since it was asked last. */
    synchronized List<Gap> gaps() {
        var all = new ArrayList<>(gaps);
        gaps.clear();
        if (overrun > 0) {
            all.add(new Gap(overrunOn, Gap.Kind.KERNEL, overrunSince, Instant.now(), overrun));
            overrun = 0;
        }
        return all;
    }

    synchronized List<Changed> changes() {
        var all = List.copyOf(changes);
        changes.clear();
        return all;
    }
}
