package kiriwake.attempt;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiriwake.event.Sign;
import kiriwake.event.Tie;
import kiriwake.timeline.Timed;

/** Which of the open drafts a tie belongs to: an exact one to one draft, a peer's address to all that are with it. */
final class Owners {
    private static final Set<Tie.Kind> EXACT = EnumSet.of(
            Tie.Kind.CLIENT_MAGIC,
            Tie.Kind.SERVER_MAGIC,
            Tie.Kind.CHAP_VALUE,
            Tie.Kind.INITIATOR_COOKIE,
            Tie.Kind.ESP_IN,
            Tie.Kind.ESP_OUT,
            Tie.Kind.IKE_STATE,
            Tie.Kind.CHILD_STATE,
            Tie.Kind.TUNNEL,
            Tie.Kind.SESSION,
            Tie.Kind.PPPD_PID,
            Tie.Kind.PEER_SESSION,
            Tie.Kind.PEER_TUNNEL);

    private final Map<Tie, Draft> byTie = new HashMap<>();
    private final Map<String, List<Draft>> byPeer = new HashMap<>();

    static boolean isExact(Tie tie) {
        return EXACT.contains(tie.kind());
    }

    static boolean anyExact(List<Tie> ties) {
        return ties.stream().anyMatch(Owners::isExact);
    }

    Optional<Draft> of(Tie exact) {
        return Optional.ofNullable(byTie.get(exact));
    }

    List<Draft> withPeer(String peer) {
        return byPeer.getOrDefault(peer, List.of());
    }

    /** All ties that the draft has. */
    void add(Draft draft) {
        for (Tie.Kind kind : Tie.Kind.values()) {
            draft.values(kind).forEach(value -> add(draft, new Tie(kind, value)));
        }
    }

    /** Those of the ties that the draft has. */
    void add(Draft draft, List<Tie> ties) {
        for (Tie tie : ties) {
            if (draft.has(tie.kind(), tie.value())) {
                add(draft, tie);
            }
        }
    }

    private void add(Draft draft, Tie tie) {
        if (isExact(tie)) {
            byTie.put(tie, draft);
        } else if (tie.kind() == Tie.Kind.PEER) {
            List<Draft> drafts = byPeer.computeIfAbsent(tie.value(), peer -> new ArrayList<>());
            if (!drafts.contains(draft)) {
                drafts.add(draft);
            }
        }
    }

    /** All ties that the draft has. */
    void remove(Draft draft) {
        for (Tie.Kind kind : Tie.Kind.values()) {
            draft.values(kind).forEach(value -> remove(draft, new Tie(kind, value)));
        }
    }

    void remove(Draft draft, Tie tie) {
        if (isExact(tie)) {
            byTie.remove(tie, draft);
        } else if (tie.kind() == Tie.Kind.PEER) {
            List<Draft> drafts = byPeer.getOrDefault(tie.value(), new ArrayList<>());
            drafts.remove(draft);
            if (drafts.isEmpty()) {
                byPeer.remove(tie.value());
            }
        }
    }

    /** A daemon that starts anew counts its states anew. */
    void forgetAfterRestart(Timed timed) {
        if (timed.told(Sign.IKE_STARTED)) {
            byTie.keySet().removeIf(tie -> tie.kind() == Tie.Kind.IKE_STATE || tie.kind() == Tie.Kind.CHILD_STATE);
        } else if (timed.told(Sign.L2TP_STARTED)) {
            byTie.keySet().removeIf(tie -> tie.kind() == Tie.Kind.TUNNEL || tie.kind() == Tie.Kind.SESSION);
        }
    }
}
