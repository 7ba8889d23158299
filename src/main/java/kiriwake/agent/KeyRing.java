package kiriwake.agent;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import kiriwake.net.Ip;
import kiriwake.wire.esp.SecurityAssociations;

/**
 * The keys of all associations there were while it watched, asked for when ESP comes that none of them opens. In memory
 * only: nothing of this class may be written or logged. For one thread.
 */
final class KeyRing {
    private static final int MOST_ASSOCIATIONS = 512;
    private static final int MOST_ASKED = 1024;
    /** The daemon installs an association some milliseconds after the message that made it. */
    private static final int TRIES = 5;

    private static final long NAP_MILLIS = 40;

    private final Supplier<String> ask;
    private final Map<String, String> blocks = new LinkedHashMap<>();
    private final Set<Asked> asked = new LinkedHashSet<>();
    private SecurityAssociations all = SecurityAssociations.none();

    private record Asked(Ip destination, long spi) {}

    /** @param ask what {@code ip xfrm state} prints now */
    KeyRing(Supplier<String> ask) {
        this.ask = ask;
    }

    /** Sees to it that this packet can be opened, if anybody can. True when there are keys that were not there before. */
    boolean need(Ip destination, long spi) {
        if (all.has(destination, spi) || !asked.add(new Asked(destination, spi))) {
            return false;
        }
        if (asked.size() > MOST_ASKED) {
            asked.remove(asked.iterator().next());
        }
        for (int tries = 0; tries < TRIES; tries++) {
            read(ask.get());
            if (all.has(destination, spi)) {
                return true;
            }
            if (blocks.isEmpty() && tries > 0) {
                return false;
            }
            nap();
        }
        return false;
    }

    private void read(String text) {
        int had = blocks.size();
        String[] parts = text.split("(?m)(?=^src )", -1);
        for (String part : parts) {
            String[] lines = part.split("\n", 3);
            if (lines.length == 3) {
                blocks.put(lines[0] + lines[1], part);
            }
        }
        while (blocks.size() > MOST_ASSOCIATIONS) {
            blocks.remove(blocks.keySet().iterator().next());
        }
        if (blocks.size() != had) {
            all = SecurityAssociations.read(text());
        }
    }

    SecurityAssociations associations() {
        return all;
    }

    /** In the form of {@code ip xfrm state}; for the decryption of the same process and nobody else. */
    String text() {
        return String.join("", blocks.values());
    }

    private static void nap() {
        try {
            Thread.sleep(NAP_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return blocks.size() + " associations";
    }
}
