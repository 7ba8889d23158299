package kiriwake.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.event.Direction;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;

/** What L2TP control messages state (RFC 2661 §6), in clear or out of decrypted ESP. */
final class L2tpObserver {

    private L2tpObserver() {}

    /**
     * A control message as far as this room needs it.
     *
     * @param type message type, 0 for a zero-length body
     * @param tunnel of the header: the receiver's own id
     * @param assigned the id the sender assigns itself (AVP 9 or 14); 0 without
     * @param challenge a Challenge AVP is in it
     */
    record Control(
            int type,
            int tunnel,
            int session,
            int assigned,
            boolean challenge,
            Optional<Integer> result,
            Optional<Integer> error,
            Optional<String> text) {}

    /** Facts of one message, with the ties it adds. */
    record Said(List<Fact> facts, List<Tie> ties) {}

    static Said said(Control control, Way way, boolean inClear) {
        var facts = new ArrayList<Fact>();
        var ties = new ArrayList<Tie>();
        boolean in = way.direction() == Direction.IN;
        step(control.type(), in).ifPresent(step -> facts.add(Fact.passed(step)));
        if (inClear) {
            facts.add(
                    Fact.told(Sign.L2TP_CLEARTEXT, "direction", way.direction().id(), "message", name(control.type())));
        }
        if (control.challenge()) {
            facts.add(Fact.told(
                    Sign.L2TP_TUNNEL_AUTH, "direction", way.direction().id(), "text", "Challenge AVP"));
        }
        if (control.type() == 4 || control.type() == 14) {
            facts.add(Fact.told(
                    control.type() == 4 ? Sign.L2TP_STOPCCN : Sign.L2TP_CDN,
                    "direction",
                    way.direction().id(),
                    "result",
                    control.result().map(L2tpObserver::resultCode).orElse(""),
                    "error",
                    control.error().map(String::valueOf).orElse(""),
                    "text",
                    control.text().orElse("")));
        }
        tie(ties, in ? Tie.Kind.TUNNEL : Tie.Kind.PEER_TUNNEL, control.tunnel(), way);
        tie(ties, in ? Tie.Kind.SESSION : Tie.Kind.PEER_SESSION, control.session(), way);
        boolean ofTunnel = control.type() <= 3;
        Tie.Kind mine = in
                ? (ofTunnel ? Tie.Kind.PEER_TUNNEL : Tie.Kind.PEER_SESSION)
                : (ofTunnel ? Tie.Kind.TUNNEL : Tie.Kind.SESSION);
        tie(ties, mine, control.assigned(), way);
        return new Said(facts, ties);
    }

    /** Apple clients send the code with its octets swapped (client-ppp-log.md §8.1). */
    private static String resultCode(int code) {
        return Integer.toString(code > 255 && (code & 255) == 0 ? code >> 8 : code);
    }

    private static void tie(List<Tie> ties, Tie.Kind kind, int id, Way way) {
        if (id == 0) {
            return;
        }
        boolean ofPeer = kind == Tie.Kind.PEER_TUNNEL || kind == Tie.Kind.PEER_SESSION;
        ties.add(new Tie(kind, ofPeer ? way.peer() + "/" + id : Integer.toString(id)));
    }

    private static Optional<Step> step(int type, boolean in) {
        Step step =
                switch (type) {
                    case 1 -> Step.SCCRQ;
                    case 2 -> Step.SCCRP;
                    case 3 -> Step.SCCCN;
                    case 10 -> Step.ICRQ;
                    case 11 -> Step.ICRP;
                    case 12 -> Step.ICCN;
                    default -> Step.DATA_IN;
                };
        boolean isSetUp = step != Step.DATA_IN;
        return isSetUp && (step.direction() == Direction.IN) == in ? Optional.of(step) : Optional.empty();
    }

    static String name(int type) {
        return switch (type) {
            case 0 -> "ZLB";
            case 1 -> "SCCRQ";
            case 2 -> "SCCRP";
            case 3 -> "SCCCN";
            case 4 -> "StopCCN";
            case 6 -> "HELLO";
            case 10 -> "ICRQ";
            case 11 -> "ICRP";
            case 12 -> "ICCN";
            case 14 -> "CDN";
            default -> "type " + type;
        };
    }
}
