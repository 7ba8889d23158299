package kiriwake.attempt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/**
 * Groups the server's events into drafts of attempts as they come, in order of time give or take a second. Bounded: when
 * too many drafts are open, the longest silent one is closed first, and rather one whose peer never answered an answer,
 * which anybody can send in anybody's name; what belongs to nobody yet waits a while for the event that names its owner.
 */
public final class Assembler {
    /** Of that many silent drafts the first that never got on is closed; then the longest silent of all. */
    private static final int MOST_LOOKED_AT = 256;

    private static final double SILENT_SECONDS = 180;
    private static final double UP_SILENT_SECONDS = 26 * 3600.0;
    private static final double WAIT_SECONDS = 30;
    private static final double SWEEP_SECONDS = 10;
    /** Two sources tell of the same message at most this far apart. */
    private static final double SAME_SECONDS = 3;
    /** A first message is answered within this time or never. */
    private static final double OPEN_SECONDS = 60;
    /** racoon sends its first message every 3 s; a log's whole seconds add one. */
    private static final double REPEATED_SECONDS = 4;

    /**
     * How much is kept at a time.
     *
     * @param open drafts
     * @param waiting events that belong to nobody yet
     * @param events that the open drafts may weigh, with their ties
     */
    public record Limits(int open, int waiting, int events) {
        /** For files, where a crowd of attempts may be open at a time. */
        public static final Limits FILES = new Limits(4096, 4096, 40_000);
    }

    private final Consumer<Draft> closed;
    private final Background background;
    private final Limits limits;
    private final Owners owners = new Owners();
    private final Map<Draft, Moment> open = new LinkedHashMap<>(64, 0.75f, true);
    private final Deque<Timed> waiting = new ArrayDeque<>();
    private long opened;
    /** What the open drafts weigh, in events. */
    private long held;

    private Optional<Moment> nextSweep = Optional.empty();

    /**
     * @param closed gets each draft once, when nothing more is expected of it
     * @param background gets what the server says about itself and not about one client
     */
    public Assembler(Consumer<Draft> closed, Background background, Limits limits) {
        this.closed = closed;
        this.background = background;
        this.limits = limits;
    }

    /** The drafts that something more may still come for, the longest silent first. */
    public List<Draft> open() {
        return List.copyOf(open.keySet());
    }

    public void accept(Timed timed) {
        timed.moment().ifPresent(this::closeSilent);
        owners.forgetAfterRestart(timed);
        Optional<Draft> owner = owner(timed);
        if (owner.isPresent()) {
            give(owner.get(), timed);
            return;
        }
        if (Background.isItsKind(timed)) {
            background.add(timed);
            return;
        }
        waiting.add(timed);
        if (waiting.size() > limits.waiting()) {
            orphan(waiting.removeFirst());
        }
    }

    /** No more events: everything is closed. */
    public void finish() {
        while (!waiting.isEmpty()) {
            orphan(waiting.removeFirst());
        }
        for (Draft draft : List.copyOf(open.keySet())) {
            close(draft);
        }
    }

    private Optional<Draft> owner(Timed timed) {
        Optional<Draft> exact = byExactTie(timed);
        if (exact.isPresent()) {
            return exact;
        }
        Optional<String> peer = timed.event().tie(Tie.Kind.PEER);
        if (peer.isEmpty()) {
            return Optional.empty();
        }
        List<Draft> drafts = owners.withPeer(peer.get());
        Optional<Draft> same = starts(timed) ? sameStart(drafts, timed) : likeliest(drafts, timed);
        if (same.isPresent()) {
            return same;
        }
        return opens(timed) ? Optional.of(openDraft()) : Optional.empty();
    }

    private Optional<Draft> byExactTie(Timed timed) {
        Draft found = null;
        for (Tie tie : timed.event().ties()) {
            Draft draft = owners.of(tie).orElse(null);
            if (draft == null || isAnotherLife(draft, tie, timed)) {
                continue;
            }
            if (found == null) {
                found = draft;
            } else if (found != draft && mayBeOne(found, draft)) {
                found = merge(found, draft);
            }
        }
        return Optional.ofNullable(found);
    }

    /** Serial numbers and process ids come again; a random number does not. */
    private static boolean isAnotherLife(Draft draft, Tie tie, Timed timed) {
        boolean reused = tie.kind() == Tie.Kind.IKE_STATE
                || tie.kind() == Tie.Kind.PPPD_PID
                || tie.kind() == Tie.Kind.TUNNEL
                || tie.kind() == Tie.Kind.SESSION
                || tie.kind() == Tie.Kind.PEER_TUNNEL
                || tie.kind() == Tie.Kind.PEER_SESSION;
        if (!reused || !starts(timed)) {
            return false;
        }
        Optional<String> peer = timed.event().tie(Tie.Kind.PEER);
        boolean otherPeer =
                peer.isPresent() && !draft.values(Tie.Kind.PEER).isEmpty() && !draft.has(Tie.Kind.PEER, peer.get());
        return otherPeer || silence(draft, timed) > SILENT_SECONDS;
    }

    private static boolean mayBeOne(Draft one, Draft other) {
        Set<String> peers = one.values(Tie.Kind.PEER);
        Set<String> others = other.values(Tie.Kind.PEER);
        return peers.isEmpty() || others.isEmpty() || peers.stream().anyMatch(others::contains);
    }

    private Draft merge(Draft one, Draft other) {
        Draft older = one.order() < other.order() ? one : other;
        Draft younger = older == one ? other : one;
        held -= older.weight() + younger.weight();
        List<Tie> forgotten = older.swallow(younger);
        held += older.weight();
        forgotten.forEach(tie -> owners.remove(older, tie));
        open.remove(younger);
        owners.remove(younger);
        owners.add(older);
        return older;
    }

    /** The first message of a try. */
    private static boolean starts(Timed timed) {
        return timed.passed(Step.MM1)
                || (timed.told(Sign.IKE_AGGRESSIVE) && !timed.value("direction").equals("out"))
                || (timed.told(Sign.IKE_V2) && timed.value("exchange").equals("34"));
    }

    /** Something that only a client's try brings about. */
    private static boolean opens(Timed timed) {
        if (starts(timed) || timed.event().fact() instanceof Fact.Passed) {
            return true;
        }
        Fact.Told told = (Fact.Told) timed.event().fact();
        return switch (told.sign()) {
            case IKE_V2,
                    IKE_NO_CONNECTION,
                    IKE_NO_AGGRESSIVE_CONNECTION,
                    IKE_V1_DISABLED,
                    IKE_NO_PROPOSAL,
                    IKE_PSK_MISMATCH,
                    IKE_PSK_NOT_FOUND,
                    IKE_XAUTH,
                    L2TP_CLEARTEXT,
                    L2TP_PEER_REFUSED,
                    L2TP_TUNNEL_UP,
                    L2TP_CALL_UP,
                    CHILD_SA_UP,
                    IKE_SA_UP,
                    PPTP_SEEN,
                    IKE_UNKNOWN_SA -> true;
            case ESP_COUNT, ESP_BACKOFF -> told.value("direction").equals("in");
            default -> false;
        };
    }

    /** The draft that another source, or a repetition, already opened for this first message. */
    private static Optional<Draft> sameStart(List<Draft> drafts, Timed timed) {
        Draft best = null;
        for (Draft draft : drafts) {
            if (conflicts(draft, timed, Tie.Kind.INITIATOR_COOKIE) || conflicts(draft, timed, Tie.Kind.IKE_STATE)) {
                if (isRekey(draft, timed) || isRepeated(draft, timed)) {
                    best = draft;
                }
                continue;
            }
            boolean samePort = !conflicts(draft, timed, Tie.Kind.PEER_IKE);
            // a repetition, or a daemon that took long to look at what had come to the card
            boolean open = draft.has(timed.vantage(), Step.MM1) || !draft.has(Step.MM2);
            boolean near = sinceStart(draft, timed) <= (open ? OPEN_SECONDS : SAME_SECONDS)
                    || draft.events().stream()
                            .anyMatch(event -> (event.passed(Step.MM1) || event.passed(Step.MM2))
                                    && within(event, timed, SAME_SECONDS));
            if (samePort && near && !draft.isOver()) {
                best = draft;
            }
        }
        return Optional.ofNullable(best);
    }

    /** pluto opens a new state for each repetition of a first message that it does not answer; the cookie is the same. */
    private static boolean isRepeated(Draft draft, Timed timed) {
        return !conflicts(draft, timed, Tie.Kind.INITIATOR_COOKIE)
                && !conflicts(draft, timed, Tie.Kind.PEER_IKE)
                && timed.event().tie(Tie.Kind.IKE_STATE).isPresent()
                && !draft.has(Step.MM3)
                && !draft.isOver()
                && draft.events().stream()
                        .anyMatch(event -> event.passed(Step.MM1) && within(event, timed, REPEATED_SECONDS));
    }

    private static boolean within(Timed one, Timed other, double seconds) {
        return one.moment().isPresent()
                && other.moment().isPresent()
                && Math.abs(other.moment().get().secondsAfter(one.moment().get())) <= seconds;
    }

    /**
     * The same port of the same peer starts IKE again while its tunnel is up. Behind a NAT that is the port it floated to
     * (RFC 3947 §4): on the one where it began it is another client, for which the NAT could use that port again.
     */
    private static boolean isRekey(Draft draft, Timed timed) {
        return draft.isUp()
                && !draft.isOver()
                && timed.event()
                        .tie(Tie.Kind.PEER_IKE)
                        .map(port -> draft.has(Tie.Kind.PEER_IKE, port) && !leftPort(draft, port))
                        .orElse(false)
                && draft.has(Sign.L2TP_CALL_UP);
    }

    private static boolean leftPort(Draft draft, String port) {
        return draft.values(Tie.Kind.PEER_IKE).size() > 1
                && draft.events().stream()
                        .filter(event -> event.passed(Step.MM1))
                        .findFirst()
                        .flatMap(event -> event.event().tie(Tie.Kind.PEER_IKE))
                        .map(port::equals)
                        .orElse(false);
    }

    private static boolean conflicts(Draft draft, Timed timed, Tie.Kind kind) {
        Optional<String> value = timed.event().tie(kind);
        return value.isPresent() && !draft.values(kind).isEmpty() && !draft.has(kind, value.get());
    }

    private static Optional<Draft> likeliest(List<Draft> drafts, Timed timed) {
        for (Tie.Kind kind : List.of(Tie.Kind.PEER_L2TP, Tie.Kind.PEER_IKE, Tie.Kind.PEER_INSIDE)) {
            Optional<String> value = timed.event().tie(kind);
            if (value.isPresent()) {
                Optional<Draft> found = drafts.stream()
                        .filter(draft -> draft.has(kind, value.get()))
                        .max(Comparator.comparingLong(Draft::order));
                if (found.isPresent() && silence(found.get(), timed) < UP_SILENT_SECONDS) {
                    return found;
                }
            }
        }
        return drafts.stream()
                .filter(draft -> silence(draft, timed) < (draft.isUp() ? UP_SILENT_SECONDS : SILENT_SECONDS))
                .max(Comparator.comparingLong(Draft::order));
    }

    private static double silence(Draft draft, Timed timed) {
        if (draft.last().isEmpty() || timed.moment().isEmpty()) {
            return 0;
        }
        return timed.moment().get().secondsAfter(draft.last().get());
    }

    private static double sinceStart(Draft draft, Timed timed) {
        if (draft.first().isEmpty() || timed.moment().isEmpty()) {
            return 0;
        }
        return Math.abs(timed.moment().get().secondsAfter(draft.first().get()));
    }

    private Draft openDraft() {
        var draft = new Draft();
        draft.order(++opened);
        if (open.size() >= limits.open()) {
            close(leastPromising());
        }
        return draft;
    }

    private Draft leastPromising() {
        int looked = 0;
        for (Draft draft : open.keySet()) {
            if (!draft.gotOn()) {
                return draft;
            }
            if (++looked == MOST_LOOKED_AT) {
                break;
            }
        }
        return open.keySet().iterator().next();
    }

    private void give(Draft draft, Timed timed) {
        held -= draft.weight();
        List<Tie> forgotten = draft.add(timed);
        held += draft.weight();
        forgotten.forEach(tie -> owners.remove(draft, tie));
        timed.moment().ifPresent(moment -> open.put(draft, moment));
        if (timed.moment().isEmpty()) {
            open.putIfAbsent(draft, draft.last().orElse(new Moment(java.time.Instant.EPOCH, 0)));
        }
        owners.add(draft, timed.event().ties());
        claimWaiting(draft, timed.event().ties());
        while (held > limits.events() && open.size() > 1) {
            close(leastPromising());
        }
    }

    private void claimWaiting(Draft draft, List<Tie> ties) {
        if (waiting.isEmpty() || !Owners.anyExact(ties)) {
            return;
        }
        var mine = new ArrayList<Timed>();
        for (Iterator<Timed> all = waiting.iterator(); all.hasNext(); ) {
            Timed timed = all.next();
            if (shares(draft, timed)) {
                mine.add(timed);
                all.remove();
            }
        }
        mine.forEach(timed -> give(draft, timed));
    }

    private static boolean shares(Draft draft, Timed timed) {
        for (Tie tie : timed.event().ties()) {
            if (Owners.isExact(tie) && draft.has(tie.kind(), tie.value())) {
                return true;
            }
        }
        return false;
    }

    /** Nobody named it: it goes to the one try that was under way, or it is a try of its own. */
    private void orphan(Timed timed) {
        Optional<Draft> exact = byExactTie(timed);
        if (exact.isPresent()) {
            give(exact.get(), timed);
            return;
        }
        List<Draft> underWay = open.keySet().stream()
                .filter(draft -> draft.isUp() && !draft.isOver() && Math.abs(silence(draft, timed)) < WAIT_SECONDS)
                .filter(draft -> timed.event().tie(Tie.Kind.PPPD_PID).isEmpty()
                        || draft.values(Tie.Kind.PPPD_PID).isEmpty())
                .toList();
        if (underWay.size() == 1 && timed.vantage() != Vantage.WIRE) {
            give(underWay.getFirst(), timed);
            return;
        }
        Optional<Draft> unanswered = timed.told(Sign.L2TP_GIVEN_UP) ? unanswered(timed) : Optional.empty();
        if (unanswered.isPresent()) {
            give(unanswered.get(), timed);
            return;
        }
        boolean worthATry = timed.vantage() == Vantage.PPP || timed.vantage() == Vantage.L2TP;
        if (worthATry && Owners.anyExact(timed.event().ties())) {
            give(openDraft(), timed);
            return;
        }
        background.add(timed);
    }

    /** xl2tpd names a tunnel for the first time when it gives it up; the one tunnel asked for and not come up is it. */
    private Optional<Draft> unanswered(Timed timed) {
        List<Draft> asked = open.keySet().stream()
                .filter(draft -> draft.has(Step.SCCRQ)
                        || draft.has(Sign.L2TP_DUPLICATE_REQUEST)
                        || draft.has(Sign.L2TP_SEND_FAILED))
                .filter(draft -> !draft.has(Sign.L2TP_TUNNEL_UP))
                .filter(draft -> Math.abs(silence(draft, timed)) < SILENT_SECONDS)
                .toList();
        return asked.size() == 1 ? Optional.of(asked.getFirst()) : Optional.empty();
    }

    private void closeSilent(Moment now) {
        while (!waiting.isEmpty()
                && waiting.getFirst()
                        .moment()
                        .map(then -> now.secondsAfter(then) > WAIT_SECONDS)
                        .orElse(true)) {
            orphan(waiting.removeFirst());
        }
        if (nextSweep.map(then -> now.compareTo(then) < 0).orElse(false)) {
            return;
        }
        nextSweep = Optional.of(now.plusSeconds(SWEEP_SECONDS));
        var silent = new ArrayList<Draft>();
        for (Map.Entry<Draft, Moment> entry : open.entrySet()) {
            double age = now.secondsAfter(entry.getValue());
            if (age <= SILENT_SECONDS) {
                break;
            }
            boolean stays = entry.getKey().isUp() && !entry.getKey().isOver() && age <= UP_SILENT_SECONDS;
            if (!stays) {
                silent.add(entry.getKey());
            }
        }
        silent.forEach(this::close);
    }

    private void close(Draft draft) {
        open.remove(draft);
        held -= draft.weight();
        owners.remove(draft);
        closed.accept(draft);
    }
}
