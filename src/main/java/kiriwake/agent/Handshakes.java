package kiriwake.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiriwake.net.Ip;

/**
 * The peers whose ESP will be worth looking at, known as soon as their second message is in and one of ours is out: that
 * leaves the kernel's filter the rest of the handshake to change. Somebody who only forges first messages never comes
 * so far. Bounded.
 */
final class Handshakes {
    private static final int MOST = 4096;

    private final Map<Ip, int[]> messages = new LinkedHashMap<>();
    private final Map<Ip, Boolean> followed = new LinkedHashMap<>();
    private final int mostFollowed;

    Handshakes(int mostFollowed) {
        this.mostFollowed = mostFollowed;
    }

    /**
     * One IKE message.
     *
     * @return there is a peer more to follow
     */
    boolean seen(Ip from, Ip to, Set<Ip> own) {
        boolean out = own.contains(from);
        Ip peer = out ? to : from;
        if (followed.containsKey(peer)) {
            return false;
        }
        int[] counts = messages.computeIfAbsent(peer, key -> new int[2]);
        counts[out ? 1 : 0]++;
        if (messages.size() > MOST) {
            messages.remove(messages.keySet().iterator().next());
        }
        if (counts[0] < 2 || counts[1] < 1) {
            return false;
        }
        messages.remove(peer);
        followed.put(peer, true);
        if (followed.size() > mostFollowed) {
            followed.remove(followed.keySet().iterator().next());
        }
        return true;
    }

    /** Its handshake has come to its end, one way or the other; the next one is a new one. */
    void done(Ip peer) {
        followed.remove(peer);
        messages.remove(peer);
    }

    /** Newest first. */
    List<Ip> followed() {
        return List.copyOf(followed.keySet()).reversed();
    }
}
