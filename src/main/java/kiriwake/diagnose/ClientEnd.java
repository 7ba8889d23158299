package kiriwake.diagnose;

import java.util.List;
import java.util.Optional;
import kiriwake.attempt.Attempt;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/**
 * How the Mac's own log of the attempt ends (client-ppp-log.md §7): the last rung and the gap after it. The waits are
 * Apple's: 10 s for the first IKE answer, 30 s for the rest of phase 1 and for phase 2, 20 s for SCCRP, 30 s for LCP.
 */
enum ClientEnd {
    /** There is no client's log. */
    UNKNOWN,
    /** It ended before the server was spoken to: name, route, secret, racoon. */
    NEVER_SENT,
    /** The first message went out and nothing acceptable came back. */
    IKE_SILENT,
    /** The server answered once, then phase 1 did not finish. */
    IKE_STUCK,
    /** IPsec failed and the log, not being verbose, does not tell where. */
    IPSEC_FAILED,
    /** racoon itself gave an error code. */
    IKE_ERROR,
    /** Phase 2 was begun and not finished. */
    QUICK_STUCK,
    /** IPsec is up, no SCCRP came. */
    L2TP_SILENT,
    /** The server refused or broke the tunnel. */
    TUNNEL_REFUSED,
    /** The tunnel stands, the call was not answered. */
    SESSION_SILENT,
    /** The call stood and was closed at once by the server, before any PPP of it. */
    CLOSED_AT_ONCE,
    /** The call stands, the server's PPP never spoke. */
    LCP_SILENT,
    /** LCP was spoken and did not come to terms. */
    LCP_FAILED,
    AUTH_REJECTED,
    /** Authentication was begun and not finished. */
    AUTH_STUCK,
    IPCP_FAILED,
    /** Addresses were set. */
    CONNECTED,
    /** The user gave up, or the log stops. */
    OPEN;

    private static final double FIRST_ANSWER_SECONDS = 10;
    /** racoon is waited for so long, and no message of IKE was ever begun (client-ppp-log.md §4, row 1). */
    private static final double NO_RACOON_SECONDS = 6;

    private static final double TOLERANCE_SECONDS = 3;

    static ClientEnd of(Attempt attempt) {
        List<Timed> own = attempt.events().stream()
                .filter(timed -> timed.vantage() == Vantage.CLIENT && !timed.told(Sign.OBSERVED))
                .toList();
        if (own.isEmpty()) {
            return UNKNOWN;
        }
        var log = new Log(own);
        if (log.has(Step.ADDRESS) || log.has(Sign.CLIENT_CONNECTED)) {
            return CONNECTED;
        }
        if (log.has(Step.LCP_IN) || log.has(Step.LCP_OUT) || log.has(Sign.CLIENT_L2TP_UP)) {
            return inPpp(log);
        }
        if (log.has(Step.SCCRQ) || log.has(Sign.CLIENT_IPSEC_UP)) {
            return inL2tp(log);
        }
        return inIpsec(log);
    }

    private static ClientEnd inPpp(Log log) {
        if (log.has(Sign.AUTH_REJECTED)) {
            return AUTH_REJECTED;
        }
        if (log.has(Step.AUTH_SUCCESS) || log.has(Sign.AUTH_SUCCEEDED) || log.has(Step.IPCP_IN)) {
            return IPCP_FAILED;
        }
        if (log.has(Step.AUTH_CHALLENGE) || log.has(Step.AUTH_RESPONSE)) {
            return log.has(Sign.CLIENT_ENDED_BY_USER) ? OPEN : AUTH_STUCK;
        }
        if (log.has(Sign.AUTH_METHOD_REFUSED) || log.has(Sign.CLIENT_AUTH_METHOD_REFUSED) || log.has(Sign.LCP_LOOP)) {
            return LCP_FAILED;
        }
        if (log.has(Sign.LCP_TIMEOUT)) {
            return log.has(Step.LCP_OUT) ? LCP_FAILED : LCP_SILENT;
        }
        boolean hungUp =
                log.has(Sign.CLIENT_HANGUP) || log.endedBy("in", Sign.L2TP_CDN) || log.endedBy("in", Sign.L2TP_STOPCCN);
        if (hungUp && !log.has(Step.LCP_OUT)) {
            return CLOSED_AT_ONCE;
        }
        if (hungUp || log.has(Sign.LCP_TERMINATE)) {
            return LCP_FAILED;
        }
        return OPEN;
    }

    private static ClientEnd inL2tp(Log log) {
        if (log.has(Sign.CLIENT_UNEXPECTED_MESSAGE)
                || log.has(Sign.CLIENT_TUNNEL_AUTH_UNSUPPORTED)
                || log.has(Sign.CLIENT_L2TP_PROTOCOL_ERROR)) {
            return TUNNEL_REFUSED;
        }
        if (log.has(Sign.CLIENT_L2TP_NO_ANSWER)) {
            return L2TP_SILENT;
        }
        if (log.endedBy("in", Sign.L2TP_STOPCCN) || log.endedBy("in", Sign.L2TP_CDN)) {
            return TUNNEL_REFUSED;
        }
        if (log.has(Step.ICRQ) || log.has(Step.SCCRP)) {
            return log.has(Sign.CLIENT_ENDED_BY_USER) ? OPEN : SESSION_SILENT;
        }
        return OPEN;
    }

    private static ClientEnd inIpsec(Log log) {
        Optional<Timed> failed = log.first(Sign.CLIENT_IPSEC_FAILED);
        if (failed.isEmpty()) {
            boolean never = log.has(Sign.CLIENT_HOST_NOT_FOUND)
                    || log.has(Sign.CLIENT_NO_ADDRESS)
                    || log.has(Sign.CLIENT_NO_SHARED_SECRET)
                    || log.has(Sign.CLIENT_NO_CERTIFICATE)
                    || log.has(Sign.CLIENT_SETTINGS_BROKEN)
                    || log.has(Sign.CLIENT_RACOON_TROUBLE)
                    || log.has(Sign.CLIENT_KERNEL_TROUBLE)
                    || log.has(Sign.CLIENT_NAT64_ERROR);
            return never ? NEVER_SENT : OPEN;
        }
        if (!failed.get().value("code").isEmpty()) {
            return IKE_ERROR;
        }
        if (log.has(Step.QM1)) {
            return QUICK_STUCK;
        }
        if (log.has(Step.MM2)) {
            return IKE_STUCK;
        }
        if (log.has(Step.MM1)) {
            return IKE_SILENT;
        }
        if (log.has(Sign.CLIENT_RACOON_TROUBLE)) {
            return NEVER_SENT;
        }
        double gap = log.gap(Sign.CLIENT_IPSEC_STARTED, failed.get());
        if (gap >= 0 && gap <= NO_RACOON_SECONDS) {
            return NEVER_SENT;
        }
        if (Math.abs(gap - FIRST_ANSWER_SECONDS) <= TOLERANCE_SECONDS) {
            return IKE_SILENT;
        }
        return IPSEC_FAILED;
    }

    /** The gap before {@code IPSec connection failed}, in seconds; negative when there is none. */
    static double failureGap(Attempt attempt) {
        Optional<Timed> failed = attempt.first(Vantage.CLIENT, Sign.CLIENT_IPSEC_FAILED);
        if (failed.isEmpty()) {
            return -1;
        }
        Optional<Timed> before = attempt.events().stream()
                .filter(timed -> timed.vantage() == Vantage.CLIENT)
                .takeWhile(timed -> !timed.equals(failed.get()))
                .filter(timed -> timed.moment().isPresent()
                        && failed.get().moment().isPresent()
                        && timed.moment().get().compareTo(failed.get().moment().get()) <= 0)
                .reduce((first, second) -> second);
        return before.map(timed -> seconds(timed, failed.get())).orElse(-1.0);
    }

    private static double seconds(Timed from, Timed to) {
        Optional<Moment> start = from.moment();
        Optional<Moment> end = to.moment();
        return start.isPresent() && end.isPresent() ? end.get().secondsAfter(start.get()) : -1;
    }

    private record Log(List<Timed> events) {
        boolean has(Step step) {
            return events.stream().anyMatch(timed -> timed.passed(step));
        }

        boolean has(Sign sign) {
            return events.stream().anyMatch(timed -> timed.told(sign));
        }

        /** {@code direction} as the client counts it: {@code in} when the server sent it. */
        boolean endedBy(String direction, Sign sign) {
            String asServer = direction.equals("in") ? "out" : "in";
            return events.stream()
                    .anyMatch(timed ->
                            timed.told(sign) && timed.value("direction").equals(asServer));
        }

        Optional<Timed> first(Sign sign) {
            return events.stream().filter(timed -> timed.told(sign)).findFirst();
        }

        double gap(Sign from, Timed to) {
            return first(from).map(timed -> seconds(timed, to)).orElse(-1.0);
        }
    }
}
