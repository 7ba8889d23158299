package kiriwake.diagnose;

import java.util.List;
import java.util.Optional;
import kiriwake.diagnose.Finding.Topic;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Timed;

/** Rules of the stages {@code ppp-auth} and {@code ipcp} (RFC 1994, RFC 2759, RFC 1332). */
final class PppRules {
    /** A backend that is asked over the network and does not answer takes longer than this. */
    private static final double BACKEND_SECONDS = 5;

    private PppRules() {}

    // --- ppp-auth

    static Ruling authCredentialsRejected(Case c) {
        Optional<Ruling> in = authenticated(c);
        if (in.isPresent()) {
            return in.get();
        }
        if (c.has(Sign.AUTH_USER_UNKNOWN, Sign.AUTH_BACKEND_FAILED, Sign.AUTH_CRYPTO_MISSING)) {
            return Ruling.ruledOut(
                    c.evidence(Sign.AUTH_USER_UNKNOWN, Sign.AUTH_BACKEND_FAILED, Sign.AUTH_CRYPTO_MISSING)[0]);
        }
        if (c.has(Sign.AUTH_REJECTED)) {
            boolean serverSaid = c.attempt.events().stream()
                    .anyMatch(timed -> timed.told(Sign.AUTH_REJECTED) && timed.vantage() != Vantage.CLIENT);
            // the client's half alone does not tell a wrong password from a name the server does not know
            Ruling.Holds holds = serverSaid
                    ? Ruling.certain(0.96, c.evidence(Sign.AUTH_REJECTED))
                    : Ruling.likely(0.66, c.evidence(Sign.AUTH_REJECTED));
            return holds.and(c.clientSide());
        }
        Optional<Timed> exit = SessionRules.exitedWith(c, "11");
        if (exit.isPresent() && !c.has(Sign.AUTH_PEER_REFUSED)) {
            return Ruling.likely(0.7, Finding.shown(exit.get()));
        }
        return Ruling.cannotTell(Missing.PPP_LOG);
    }

    static Ruling authUserOrServerNameNotInSecrets(Case c) {
        return authenticated(c).orElseGet(() -> {
            Ruling said = c.said(0.97, Vantage.PPP, Missing.PPP_LOG, Sign.AUTH_USER_UNKNOWN);
            return said instanceof Ruling.Holds holds ? holds.and(c.clientSide()) : said;
        });
    }

    static Ruling authProtocolMismatch(Case c) {
        Optional<Ruling> in = authenticated(c);
        if (in.isPresent()) {
            return in.get();
        }
        if (c.has(Sign.AUTH_REJECTED)) {
            return Ruling.ruledOut(c.evidence(Sign.AUTH_REJECTED)[0]);
        }
        if (c.has(Sign.AUTH_PEER_REFUSED, Sign.AUTH_METHOD_REFUSED, Sign.CLIENT_AUTH_METHOD_REFUSED)
                && !c.has(Step.AUTH_RESPONSE)) {
            return Ruling.certain(
                    0.95,
                    c.evidence(
                            Sign.AUTH_PEER_REFUSED,
                            Sign.AUTH_METHOD_REFUSED,
                            Sign.CLIENT_AUTH_METHOD_REFUSED,
                            Sign.AUTH_METHOD));
        }
        return c.watched(Vantage.PPP)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.PPP.id()))
                : Ruling.cannotTell(Missing.PPP_LOG);
    }

    static Ruling authClientDemandsServerAuth(Case c) {
        if (c.has(Sign.AUTH_DEMANDED_BY_CLIENT) && !c.has(Step.ADDRESS)) {
            return Ruling.certain(0.93, c.evidence(Sign.AUTH_DEMANDED_BY_CLIENT, Sign.AUTH_SUCCEEDED));
        }
        return c.watched(Vantage.PPP) || c.clientKnown()
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.PPP.id()))
                : Ruling.cannotTell(Missing.PPP_LOG);
    }

    static Ruling authRadiusUnreachableOrRejects(Case c) {
        Optional<Ruling> in = authenticated(c);
        if (in.isPresent()) {
            return in.get();
        }
        if (c.has(Sign.AUTH_BACKEND_FAILED)) {
            return Ruling.certain(0.95, c.evidence(Sign.AUTH_BACKEND_FAILED));
        }
        boolean unanswered = c.has(Step.AUTH_RESPONSE)
                && !c.has(Step.AUTH_SUCCESS)
                && !c.has(Sign.AUTH_REJECTED, Sign.AUTH_USER_UNKNOWN);
        if (unanswered && c.clientEnd == ClientEnd.AUTH_STUCK && secondsAfterResponse(c) > BACKEND_SECONDS) {
            return Ruling.likely(0.65, c.finding(Vantage.CLIENT, Step.AUTH_RESPONSE));
        }
        return c.watched(Vantage.PPP)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.PPP.id()))
                : Ruling.cannotTell(Missing.PPP_LOG);
    }

    private static double secondsAfterResponse(Case c) {
        return c.attempt
                .first(Vantage.CLIENT, Step.AUTH_RESPONSE)
                .flatMap(Timed::moment)
                .map(then -> c.attempt.end().secondsAfter(then))
                .orElse(0.0);
    }

    static Ruling authMschapCryptoUnavailable(Case c) {
        return authenticated(c).orElseGet(() -> c.said(0.92, Vantage.PPP, Missing.PPP_LOG, Sign.AUTH_CRYPTO_MISSING));
    }

    /** Addresses or IPCP: the name and password were accepted. */
    private static Optional<Ruling> authenticated(Case c) {
        Optional<Timed> succeeded = c.first(Sign.AUTH_SUCCEEDED);
        return succeeded.isPresent()
                ? Optional.of(Ruling.ruledOut(Finding.against(succeeded.get())))
                : c.beyond(Step.AUTH_SUCCESS, Step.IPCP_OUT, Step.ADDRESS);
    }

    // --- ipcp

    /**
     * pppd agrees to an address first and looks afterwards whether the user may have it, so the client may have come up; and
     * 2.4.9 hands out its own address without a word.
     */
    static Ruling ipcpAddressAssignmentFails(Case c) {
        Optional<Timed> refused = c.firstWhere(Sign.IPCP_ADDRESS_REFUSED, "by", "secrets");
        if (refused.isPresent()) {
            return Ruling.certain(0.95, Finding.shown(refused.get())).and(c.clientSide());
        }
        List<Timed> same = sameAtBothEnds(c);
        if (!same.isEmpty()) {
            return Ruling.certain(0.93, same.stream().map(Finding::shown).toArray(Finding[]::new));
        }
        Optional<Ruling> up = c.beyond(Step.ADDRESS);
        if (up.isPresent()) {
            return up.get();
        }
        if (c.has(Sign.IPCP_NO_ADDRESS, Sign.IPCP_ADDRESS_REFUSED)) {
            return Ruling.certain(0.95, c.evidence(Sign.IPCP_NO_ADDRESS, Sign.IPCP_ADDRESS_REFUSED))
                    .and(c.clientSide());
        }
        boolean startup = c.has(Sign.CLIENT_ADDRESS_CONFLICT);
        if (startup) {
            return Ruling.ruledOut(c.evidence(Sign.CLIENT_ADDRESS_CONFLICT)[0]);
        }
        if (c.has(Sign.IPCP_TIMEOUT) && !c.has(Sign.MPPE_REQUIRED)) {
            return Ruling.likely(0.65, c.evidence(Sign.IPCP_TIMEOUT));
        }
        return c.watched(Vantage.PPP)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.PPP.id()))
                : Ruling.cannotTell(Missing.PPP_LOG);
    }

    /** What told that one address was given to both ends; empty when the ends differ. */
    private static List<Timed> sameAtBothEnds(Case c) {
        for (Vantage vantage : List.of(Vantage.PPP, Vantage.CLIENT)) {
            List<Timed> told = c.attempt.all(Sign.IPCP_ADDRESSES).stream()
                    .filter(timed -> timed.vantage() == vantage)
                    .toList();
            for (Timed local : told) {
                Optional<Timed> remote = told.stream()
                        .filter(timed -> !local.value("local").isEmpty()
                                && timed.value("remote").equals(local.value("local")))
                        .findFirst();
                if (remote.isPresent()) {
                    return List.of(local, remote.get());
                }
            }
        }
        return List.of();
    }

    static Ruling ipcpMppeRequiredMismatch(Case c) {
        Optional<Ruling> up = c.beyond(Step.ADDRESS);
        if (up.isPresent()) {
            return up.get();
        }
        Ruling said = c.said(0.96, Vantage.PPP, Missing.PPP_LOG, Sign.MPPE_REQUIRED);
        return said instanceof Ruling.Holds holds ? holds.and(List.copyOf(c.clientSide())) : said;
    }
}
