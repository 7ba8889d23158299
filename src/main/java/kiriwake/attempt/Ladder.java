package kiriwake.attempt;

import java.util.List;
import java.util.Optional;
import kiriwake.event.Sign;
import kiriwake.event.Stage;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Timed;

/** How far an attempt came, and how it ended, read from the steps and signs of its events. */
final class Ladder {
    private final List<Timed> events;
    private final Watch watch;
    private final Marks marks = new Marks();

    Ladder(List<Timed> events, Watch watch) {
        this.events = events;
        this.watch = watch;
        events.forEach(marks::add);
    }

    boolean has(Step step) {
        return marks.has(step);
    }

    boolean has(Vantage vantage, Step step) {
        return marks.has(vantage, step);
    }

    boolean has(Sign... signs) {
        for (Sign sign : signs) {
            if (marks.has(sign)) {
                return true;
            }
        }
        return false;
    }

    /** The packets of the SA towards the server that the kernel decrypted, if it was asked. */
    private Optional<Long> decrypted() {
        return events.stream()
                .filter(timed ->
                        timed.told(Sign.SA_COUNT) && timed.value("direction").equals("in"))
                .map(timed -> number(timed.value("packets")))
                .reduce(Long::sum);
    }

    static long number(String text) {
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    /** The stage the attempt was in when it ended, or is in. */
    Stage reached(Outcome outcome) {
        if (has(Step.ADDRESS)) {
            return outcome == Outcome.CLOSED || outcome == Outcome.DROPPED ? Stage.SUSTAINED : Stage.DATA;
        }
        if (has(Step.AUTH_SUCCESS) || has(Sign.AUTH_SUCCEEDED) || has(Step.IPCP_IN) || has(Step.IPCP_OUT)) {
            return Stage.IPCP;
        }
        if (has(Step.AUTH_CHALLENGE)
                || has(Step.AUTH_RESPONSE)
                || has(Sign.AUTH_REJECTED, Sign.AUTH_PEER_REFUSED, Sign.AUTH_METHOD_REFUSED, Sign.AUTH_TIMEOUT)) {
            return Stage.PPP_AUTH;
        }
        if (has(Step.ICCN) || has(Sign.L2TP_CALL_UP, Sign.CLIENT_L2TP_UP) || has(Step.LCP_IN) || has(Step.LCP_OUT)) {
            return Stage.LCP;
        }
        if (has(Step.SCCCN) || has(Step.ICRQ) || has(Sign.L2TP_TUNNEL_UP) || has(Vantage.CLIENT, Step.SCCRP)) {
            return Stage.L2TP_SESSION;
        }
        if (has(Step.SCCRP) || has(Sign.L2TP_PEER_REFUSED, Sign.L2TP_CLEARTEXT) || l2tpArrived()) {
            return Stage.L2TP_TUNNEL;
        }
        if (has(Step.QM3) || has(Sign.CHILD_SA_UP, Sign.CLIENT_IPSEC_UP) || has(Step.ESP_IN) || has(Step.SCCRQ)) {
            return Stage.ESP;
        }
        return beforeEsp();
    }

    /** The client's L2TP was decrypted here, whether or not the daemon got it. */
    private boolean l2tpArrived() {
        return has(Vantage.WIRE, Step.SCCRQ) && watch.looking(Vantage.WIRE, Step.SCCRP)
                || has(Vantage.L2TP, Step.SCCRQ)
                || decrypted().orElse(0L) > 0;
    }

    private Stage beforeEsp() {
        if (has(Step.QM1)) {
            return Stage.IKE_PHASE2;
        }
        if (has(Step.MM6) || has(Sign.IKE_SA_UP)) {
            return has(Sign.IKE_DUPLICATE) ? Stage.NAT_T : Stage.IKE_AUTH;
        }
        if (has(Vantage.IKE, Step.MM5)
                || has(Sign.IKE_PSK_MISMATCH, Sign.IKE_PSK_NOT_FOUND, Sign.IKE_PEER_ID_MISMATCH)) {
            return Stage.IKE_AUTH;
        }
        if (has(Step.MM4) && has(Step.MM3)) {
            return Stage.NAT_T;
        }
        boolean serverHeard = has(Vantage.IKE, Step.MM1) || has(Step.MM2) || has(Step.MM3);
        boolean answerLost = has(Step.MM2) && !has(Step.MM3) && !has(Vantage.CLIENT, Step.MM2);
        boolean daemonSpoke = has(
                Sign.IKE_NO_CONNECTION,
                Sign.IKE_NO_PROPOSAL,
                Sign.IKE_V1_DISABLED,
                Sign.IKE_NO_AGGRESSIVE_CONNECTION,
                Sign.IKE_AGGRESSIVE,
                Sign.IKE_V2,
                Sign.IKE_XAUTH);
        if (daemonSpoke || serverHeard && !answerLost || has(Vantage.CLIENT, Step.MM2)) {
            return Stage.IKE_PHASE1;
        }
        return Stage.REACH;
    }

    Outcome outcome(boolean cutAtStart, boolean cutAtEnd) {
        if (has(Step.ADDRESS)) {
            return afterConnecting();
        }
        boolean failed = has(
                Sign.CLIENT_IPSEC_FAILED,
                Sign.CLIENT_L2TP_NO_ANSWER,
                Sign.CLIENT_HANGUP,
                Sign.CLIENT_HOST_NOT_FOUND,
                Sign.CLIENT_NO_ADDRESS,
                Sign.CLIENT_NO_SHARED_SECRET,
                Sign.CLIENT_RACOON_TROUBLE,
                Sign.CLIENT_UNEXPECTED_MESSAGE,
                Sign.CLIENT_TUNNEL_AUTH_UNSUPPORTED,
                Sign.IKE_NO_CONNECTION,
                Sign.IKE_V1_DISABLED,
                Sign.IKE_NO_PROPOSAL,
                Sign.IKE_PSK_MISMATCH,
                Sign.IKE_PSK_NOT_FOUND,
                Sign.IKE_TIMEOUT,
                Sign.CHILD_NO_CONNECTION,
                Sign.CHILD_NO_PROPOSAL,
                Sign.CHILD_KERNEL_REFUSED,
                Sign.L2TP_GIVEN_UP,
                Sign.L2TP_PEER_REFUSED,
                Sign.L2TP_POOL_EMPTY,
                Sign.PPPD_EXIT,
                Sign.AUTH_REJECTED,
                Sign.LCP_TIMEOUT);
        if (failed) {
            return Outcome.FAILED;
        }
        if (has(Sign.CLIENT_ENDED_BY_USER, Sign.CLIENT_USER_CANCELLED_AUTH) || cutAtStart || cutAtEnd) {
            return Outcome.INCOMPLETE;
        }
        return Outcome.FAILED;
    }

    private Outcome afterConnecting() {
        if (has(
                Sign.LCP_ECHO_LOST,
                Sign.IKE_PEER_DEAD,
                Sign.L2TP_GIVEN_UP,
                Sign.CLIENT_NETWORK_CHANGED,
                Sign.CLIENT_PROBE_FAILED)) {
            return Outcome.DROPPED;
        }
        if (has(Sign.CLIENT_HANGUP) && !has(Sign.CLIENT_ENDED_BY_USER)) {
            return Outcome.DROPPED;
        }
        if (has(
                Sign.CLIENT_ENDED_BY_USER,
                Sign.LCP_TERMINATE,
                Sign.CLIENT_DISCONNECTED,
                Sign.L2TP_CDN,
                Sign.L2TP_STOPCCN)) {
            return Outcome.CLOSED;
        }
        return Outcome.ESTABLISHED;
    }
}
