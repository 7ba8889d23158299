package kiriwake.source.capture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Keeps what it is told; slow on wish. */
final class Heard implements CaptureListener {
    private final List<Packet> packets = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private volatile long sleepMillis;

    void slow(long millis) {
        sleepMillis = millis;
    }

    @Override
    public void packet(Packet packet) {
        synchronized (this) {
            packets.add(packet);
        }
        if (sleepMillis > 0) {
            nap(sleepMillis);
        }
    }

    @Override
    public synchronized void gap(Gap gap) {
        gaps.add(gap);
    }

    @Override
    public synchronized void changed(String interfaceName, boolean captured, Instant at, String why) {
        changes.add(interfaceName + (captured ? " captured: " : " lost: ") + why);
    }

    synchronized List<Packet> packets() {
        return List.copyOf(packets);
    }

    synchronized int count() {
        return packets.size();
    }

    synchronized List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    static void nap(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until it is so, ten seconds at most. */
    static boolean until(BooleanSupplier condition) {
        for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
            nap(5);
        }
        return condition.getAsBoolean();
    }
}
