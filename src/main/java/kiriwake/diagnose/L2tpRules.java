package kiriwake.diagnose;

import java.util.Locale;
import java.util.Optional;
import kiriwake.diagnose.Finding.Topic;
import kiriwake.event.Direction;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.timeline.Timed;

/** Rules of the stage {@code l2tp-tunnel}: from the decrypted SCCRQ to the tunnel (RFC 2661 §5.1). */
final class L2tpRules {

    private L2tpRules() {}

    static Ruling l2tpDaemonNotRunning(Case c) {
        Optional<Ruling> answered = PhaseTwoRules.l2tpAnswered(c);
        if (answered.isPresent()) {
            return answered.get();
        }
        Optional<Timed> owner = c.listener("1701");
        if (owner.isPresent()) {
            return Ruling.ruledOut(Finding.against(owner.get()));
        }
        Optional<Timed> none = c.noListener("1701");
        if (none.isPresent() && c.espIsUp()) {
            boolean blockedFirst = c.blocked("in-l2tp-decrypted").isPresent();
            boolean prestart = c.has(Sign.SERVICE_PRESTART_FAILED, Sign.L2TP_LISTEN_FAILED, Sign.L2TP_CONFIG_REFUSED);
            double confidence = c.l2tpDecrypted() ? 0.96 : 0.88;
            return Ruling.certain(
                            blockedFirst || prestart ? 0.6 : confidence,
                            Finding.shown(none.get()),
                            c.finding(Vantage.L2TP, Step.SCCRQ))
                    .and(c.saCount(Direction.IN).map(Finding::shown).stream().toList())
                    .and(c.clientSide());
        }
        Optional<Timed> stopped = c.first(Sign.L2TP_STOPPED, Sign.PROCESS_MISSING);
        if (stopped.isPresent() && c.espIsUp() && !c.has(Sign.L2TP_STARTED)) {
            return Ruling.likely(0.75, Finding.shown(stopped.get()));
        }
        return Ruling.cannotTell(Missing.SERVER_STATE);
    }

    static Ruling l2tpDaemonBlockedByModprobePrestart(Case c) {
        return PhaseTwoRules.l2tpAnswered(c).orElseGet(() -> {
            Optional<Timed> failed = c.first(Sign.SERVICE_PRESTART_FAILED)
                    .filter(timed -> !timed.value("unit").contains("ipsec")
                            && !timed.value("unit").contains("strongswan"));
            if (failed.isPresent()) {
                return Ruling.certain(0.96, Finding.shown(failed.get()));
            }
            return c.watched(Vantage.L2TP) || c.watched(Vantage.KERNEL)
                    ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.KERNEL.id()))
                    : Ruling.cannotTell(Missing.L2TP_LOG);
        });
    }

    static Ruling l2tpListenAddrOrPortConflict(Case c) {
        return PhaseTwoRules.l2tpAnswered(c).orElseGet(() -> {
            if (c.has(Sign.L2TP_LISTEN_FAILED)) {
                return Ruling.certain(0.95, c.evidence(Sign.L2TP_LISTEN_FAILED));
            }
            Optional<Timed> owner = c.listener("1701");
            if (owner.isPresent() && isElsewhere(c, owner.get())) {
                return Ruling.certain(0.94, Finding.shown(owner.get()))
                        .and(c.saCount(Direction.IN).map(Finding::shown).stream()
                                .toList());
            }
            if (owner.isPresent()
                    && !owner.get().value("process").isEmpty()
                    && !owner.get().value("process").contains("l2tp")) {
                return Ruling.certain(0.93, Finding.shown(owner.get()));
            }
            return owner.<Ruling>map(timed -> Ruling.ruledOut(Finding.against(timed)))
                    .orElse(Ruling.cannotTell(Missing.SERVER_STATE));
        });
    }

    /** Bound to one address only, and not to the one the client dialled. */
    private static boolean isElsewhere(Case c, Timed owner) {
        String address = owner.value("address");
        boolean wildcard =
                address.isEmpty() || address.equals("*") || address.equals("0.0.0.0") || address.equals("::");
        boolean another = c.attempt.all(Sign.SOCKET_LISTENING).stream()
                .anyMatch(timed -> timed.value("port").equals("1701")
                        && c.attempt.server().map(Object::toString).orElse("").equals(timed.value("address")));
        return !wildcard
                && c.attempt.server().isPresent()
                && !another
                && !address.equals(c.attempt.server().get().toString())
                && c.attempt.all(Sign.SOCKET_LISTENING).stream()
                        .noneMatch(timed -> timed.value("port").equals("1701")
                                && (timed.value("address").equals("0.0.0.0")
                                        || timed.value("address").equals("*")
                                        || timed.value("address").equals("::")));
    }

    static Ruling l2tpReplyFromWrongSourceIp(Case c) {
        if (inPpp(c)) {
            return Ruling.ruledOut(Finding.notedAgainst(
                    Topic.WENT_FURTHER, "stage", c.attempt.reached().id()));
        }
        Optional<Timed> clear = c.firstWhere(Sign.L2TP_CLEARTEXT, "direction", "out")
                .or(() -> c.firstWhere(Sign.ANSWER_FROM_OTHER_ADDRESS, "proto", "l2tp"));
        Optional<Timed> bypassed = answerPastPolicy(c);
        if (bypassed.isPresent()) {
            return Ruling.ruledOut(Finding.against(bypassed.get()));
        }
        if (clear.isPresent() && c.espIsUp()) {
            return Ruling.certain(0.93, Finding.shown(clear.get()))
                    .and(java.util.List.of(c.evidence(Sign.L2TP_DUPLICATE_REQUEST)));
        }
        boolean repliesUnheard =
                c.has(Sign.L2TP_DUPLICATE_REQUEST) && c.throughSa(Direction.IN).orElse(0L) > 0;
        Optional<Timed> out = c.saCount(Direction.OUT);
        if (repliesUnheard
                && out.isPresent()
                && c.throughSa(Direction.OUT).orElse(1L) == 0
                && c.blocked("out-l2tp").isEmpty()
                && !c.has(Sign.L2TP_SEND_FAILED)) {
            return Ruling.likely(0.75, c.evidence(Sign.L2TP_DUPLICATE_REQUEST)[0], Finding.shown(out.get()));
        }
        return c.watched(Vantage.WIRE)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.WIRE.id()))
                : Ruling.cannotTell(Missing.SERVER_CAPTURE);
    }

    /** The answer left in clear and from the very address that IKE was spoken with: no policy of IPsec took it. */
    static Optional<Timed> answerPastPolicy(Case c) {
        Optional<String> dialled = c.attempt.first(Vantage.WIRE, Step.MM1).flatMap(timed -> timed.event()
                .tie(Tie.Kind.SERVER));
        return c.firstWhere(Sign.L2TP_CLEARTEXT, "direction", "out")
                .filter(timed -> c.espIsUp()
                        && dialled.isPresent()
                        && timed.event().tie(Tie.Kind.SERVER).equals(dialled));
    }

    static Ruling l2tpEgressBlockedEperm(Case c) {
        if (inPpp(c)) {
            return Ruling.ruledOut(Finding.notedAgainst(
                    Topic.WENT_FURTHER, "stage", c.attempt.reached().id()));
        }
        Optional<Timed> failed = sendFailed(c, "not permitted", "1");
        Optional<Timed> blocked = c.blocked("out-l2tp");
        // while the IKE daemon moves its SAs to the port that the client's NAT uses now, there is none to send with
        boolean moving = c.attempt.all(Sign.NAT_MAPPING_CHANGED).size() >= 2;
        if (failed.isPresent() && blocked.isEmpty() && moving) {
            return Ruling.cannotTell(Missing.SERVER_STATE);
        }
        if (failed.isPresent()) {
            return Ruling.certain(0.96, Finding.shown(failed.get()))
                    .and(blocked.map(Finding::shown).stream().toList());
        }
        if (blocked.isPresent() && c.espIsUp()) {
            return Ruling.certain(0.92, Finding.shown(blocked.get()));
        }
        return notSaid(c);
    }

    static Ruling l2tpEgressEnodevKernelBug(Case c) {
        Optional<Timed> failed = sendFailed(c, "no such device", "19");
        return failed.isPresent() && !inPpp(c) ? Ruling.certain(0.96, Finding.shown(failed.get())) : notSaid(c);
    }

    private static Optional<Timed> sendFailed(Case c, String text, String errno) {
        return c.attempt.all(Sign.L2TP_SEND_FAILED).stream()
                .filter(timed -> timed.value("errno").equals(errno)
                        || timed.value("text").toLowerCase(Locale.ROOT).contains(text))
                .findFirst();
    }

    static Ruling l2tpTunnelLookupBug(Case c) {
        boolean alone = c.neighbours.behindSameAddress(c.attempt).isEmpty();
        if (c.has(Sign.L2TP_UNKNOWN_TUNNEL) && alone && !c.has(Step.ADDRESS) && !c.has(Sign.PPPD_EXIT)) {
            return Ruling.likely(0.75, c.evidence(Sign.L2TP_UNKNOWN_TUNNEL, Sign.L2TP_STARTED));
        }
        return notSaid(c);
    }

    static Ruling l2tpPeerNotAuthorized(Case c) {
        if (c.has(Sign.L2TP_PEER_REFUSED)) {
            return Ruling.certain(0.97, c.evidence(Sign.L2TP_PEER_REFUSED, Sign.L2TP_STOPCCN))
                    .and(c.clientSide());
        }
        Optional<Timed> refusal = c.attempt.all(Sign.L2TP_STOPCCN).stream()
                .filter(timed -> timed.value("direction").equals("out")
                        && (timed.value("text").toLowerCase(Locale.ROOT).contains("no authorization")
                                || timed.value("result").equals("4")))
                .findFirst();
        if (refusal.isPresent() && !c.has(Sign.L2TP_TUNNEL_UP)) {
            return Ruling.certain(0.93, Finding.shown(refusal.get()));
        }
        return notSaid(c);
    }

    static Ruling l2tpTunnelAuthRequired(Case c) {
        if (c.has(Sign.L2TP_TUNNEL_AUTH, Sign.CLIENT_TUNNEL_AUTH_UNSUPPORTED) && !c.has(Sign.L2TP_CALL_UP)) {
            return Ruling.certain(0.95, c.evidence(Sign.CLIENT_TUNNEL_AUTH_UNSUPPORTED, Sign.L2TP_TUNNEL_AUTH));
        }
        return notSaid(c);
    }

    static Ruling l2tpControlLossMaxRetries(Case c) {
        if (c.has(Step.ADDRESS) || c.has(Sign.PPPD_EXIT)) {
            return Ruling.ruledOut(Finding.notedAgainst(
                    Topic.WENT_FURTHER, "stage", c.attempt.reached().id()));
        }
        if (!c.neighbours.behindSameAddress(c.attempt).isEmpty()) {
            return Ruling.ruledOut(PhaseOneRules.sameNat(c)[0]);
        }
        boolean answersLeft = c.throughSa(Direction.OUT).orElse(0L) > 0 || c.has(Vantage.WIRE, Step.ESP_OUT);
        if (c.has(Sign.L2TP_DUPLICATE_REQUEST, Sign.L2TP_GIVEN_UP) && answersLeft) {
            return Ruling.likely(
                            c.clientEnd == ClientEnd.L2TP_SILENT || c.clientEnd == ClientEnd.SESSION_SILENT
                                    ? 0.85
                                    : 0.7,
                            c.evidence(Sign.L2TP_GIVEN_UP, Sign.L2TP_DUPLICATE_REQUEST))
                    .and(java.util.List.of(c.finding(Vantage.WIRE, Step.ESP_OUT)))
                    .and(c.clientSide());
        }
        return c.said(0.6, Vantage.L2TP, Missing.L2TP_LOG, Sign.L2TP_GIVEN_UP);
    }

    static Ruling l2tpMultiClientSameNatCollision(Case c) {
        if (c.callIsOfAnother() && c.neighbours.sharesAddress(c.attempt)) {
            return Ruling.likely(0.85, Finding.shown(c.first(Sign.L2TP_CALL_UP).orElseThrow()))
                    .and(c.clientSide())
                    .and(java.util.List.of(PhaseOneRules.sameNat(c)));
        }
        boolean another = !c.neighbours.behindSameAddress(c.attempt).isEmpty();
        if (!another) {
            return Ruling.cannotTell(Missing.OTHER_ATTEMPTS);
        }
        boolean failedInL2tp = c.espIsUp() && !c.has(Step.ADDRESS);
        boolean confused = c.has(Sign.L2TP_UNKNOWN_TUNNEL, Sign.L2TP_GIVEN_UP, Sign.L2TP_DUPLICATE_REQUEST);
        if (failedInL2tp && (confused || c.clientEnd == ClientEnd.L2TP_SILENT) && !c.has(Sign.PPPD_EXIT)) {
            return Ruling.likely(
                            0.88, c.evidence(Sign.L2TP_UNKNOWN_TUNNEL, Sign.L2TP_DUPLICATE_REQUEST, Sign.L2TP_GIVEN_UP))
                    .and(java.util.List.of(PhaseOneRules.sameNat(c)));
        }
        return Ruling.ruledOut(Finding.notedAgainst(
                Topic.WENT_FURTHER, "stage", c.attempt.reached().id()));
    }

    static Ruling l2tpAvpIncompatible(Case c) {
        if (c.has(Sign.L2TP_PROTOCOL_ERROR, Sign.CLIENT_L2TP_PROTOCOL_ERROR)
                && !c.has(Sign.L2TP_CALL_UP)
                && !c.has(Sign.CLIENT_TUNNEL_AUTH_UNSUPPORTED, Sign.L2TP_TUNNEL_AUTH)) {
            return Ruling.certain(0.9, c.evidence(Sign.CLIENT_L2TP_PROTOCOL_ERROR, Sign.L2TP_PROTOCOL_ERROR));
        }
        return notSaid(c);
    }

    static Ruling l2tpDaemonUnresponsive(Case c) {
        Optional<Ruling> answered = PhaseTwoRules.l2tpAnswered(c);
        if (answered.isPresent()) {
            return answered.get();
        }
        Optional<Timed> owner = c.listener("1701");
        if (owner.isEmpty()) {
            return c.noListener("1701")
                    .<Ruling>map(timed -> Ruling.ruledOut(Finding.against(timed)))
                    .orElse(Ruling.cannotTell(Missing.SERVER_STATE));
        }
        boolean queued = Case.number(owner.get(), "queued") > 0;
        Optional<Timed> stopped = c.stopped("xl2tpd");
        if ((queued || stopped.isPresent()) && c.espIsUp()) {
            return Ruling.certain(0.95, Finding.shown(stopped.orElse(owner.get())), Finding.shown(owner.get()))
                    .and(c.saCount(Direction.IN).map(Finding::shown).stream().toList());
        }
        return Ruling.ruledOut(Finding.against(owner.get()));
    }

    static boolean inPpp(Case c) {
        return c.has(Sign.L2TP_CALL_UP) || c.has(Step.LCP_IN) || c.has(Step.ICCN);
    }

    private static Ruling notSaid(Case c) {
        return c.watched(Vantage.L2TP)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.L2TP.id()))
                : Ruling.cannotTell(Missing.L2TP_LOG);
    }
}
