package kiriwake.diagnose;

import java.util.List;
import java.util.Optional;
import kiriwake.diagnose.Finding.Topic;
import kiriwake.event.Sign;
import kiriwake.event.Stage;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/** Rules of the stages {@code ike-phase1}, {@code nat-t} and {@code ike-auth}: main mode from MM1 to MM6 (RFC 2409 §5.4). */
final class PhaseOneRules {

    private static final int RESTLESS_CHANGES = 6;
    private static final double RESTLESS_SECONDS = 20;

    private PhaseOneRules() {}

    // --- ike-phase1

    static Ruling ike1NoConnAuthorizedSilent(Case c) {
        return c.beyond(Step.MM3).orElseGet(() -> {
            if (c.has(Sign.IKE_V1_DISABLED, Sign.IKE_NO_AGGRESSIVE_CONNECTION, Sign.IKE_V2)) {
                return Ruling.ruledOut(
                        c.evidence(Sign.IKE_V1_DISABLED, Sign.IKE_NO_AGGRESSIVE_CONNECTION, Sign.IKE_V2)[0]);
            }
            Ruling said = c.said(0.95, Vantage.IKE, Missing.IKE_LOG, Sign.IKE_NO_CONNECTION);
            return said instanceof Ruling.Holds holds ? holds.and(c.clientSide()) : said;
        });
    }

    static Ruling ike1ProposalMismatch(Case c) {
        Optional<Ruling> beyond = c.beyond(Step.MM3);
        if (beyond.isPresent()) {
            return beyond.get();
        }
        if (c.has(Sign.IKE_AGGRESSIVE)) {
            return Ruling.ruledOut(c.evidence(Sign.IKE_AGGRESSIVE)[0]);
        }
        if (c.has(Sign.IKE_NO_PROPOSAL)) {
            return Ruling.certain(0.97, c.evidence(Sign.IKE_NO_PROPOSAL, Sign.IKE_OFFER))
                    .and(c.clientSide());
        }
        boolean dueToOther = c.has(Sign.IKE_NO_CONNECTION, Sign.IKE_PSK_NOT_FOUND, Sign.IKE_V2);
        Optional<Timed> notify = notify(c, "14");
        if (notify.isPresent() && !dueToOther) {
            // charon sends the same notify when no connection fits: only its log tells the two apart
            double confidence = c.watched(Vantage.IKE) ? 0.9 : 0.6;
            return Ruling.likely(confidence, Finding.shown(notify.get()));
        }
        if (c.clientEnd == ClientEnd.IKE_ERROR && clientCode(c).equals("14") && !c.has(Vantage.CLIENT, Step.QM1)) {
            return Ruling.likely(0.75, c.evidence(Sign.CLIENT_IPSEC_FAILED));
        }
        return c.said(0.97, Vantage.IKE, Missing.IKE_LOG, Sign.IKE_NO_PROPOSAL);
    }

    static Ruling ike1ClientAggressiveModeGroupName(Case c) {
        if (c.has(Sign.IKE_NO_AGGRESSIVE_CONNECTION)) {
            return Ruling.certain(0.97, c.evidence(Sign.IKE_NO_AGGRESSIVE_CONNECTION, Sign.IKE_AGGRESSIVE));
        }
        if (c.has(Sign.IKE_AGGRESSIVE, Sign.CLIENT_AGGRESSIVE_RETRY) && !c.has(Sign.IKE_SA_UP)) {
            return Ruling.certain(0.93, c.evidence(Sign.IKE_AGGRESSIVE, Sign.CLIENT_AGGRESSIVE_RETRY));
        }
        return c.serverFirst(Step.MM1)
                .<Ruling>map(timed -> Ruling.ruledOut(Finding.against(timed)))
                .orElse(Ruling.cannotTell(Missing.SERVER_CAPTURE));
    }

    static Ruling clientWrongVpnType(Case c) {
        boolean l2tpFollows = c.espIsUp() || c.has(Step.SCCRQ);
        if (c.has(Sign.IKE_V2, Sign.PPTP_SEEN, Sign.CLIENT_OTHER_PROTOCOL) && !l2tpFollows) {
            return Ruling.certain(0.95, c.evidence(Sign.IKE_V2, Sign.PPTP_SEEN, Sign.CLIENT_OTHER_PROTOCOL));
        }
        if (c.has(Sign.IKE_XAUTH) && !l2tpFollows) {
            return Ruling.certain(0.93, c.evidence(Sign.IKE_XAUTH));
        }
        return c.serverFirst(Step.MM1)
                .<Ruling>map(timed -> Ruling.ruledOut(Finding.against(timed)))
                .orElse(Ruling.cannotTell(Missing.SERVER_CAPTURE));
    }

    static Ruling clientPlainL2tpWithoutIpsec(Case c) {
        Optional<Timed> clear = c.firstWhere(Sign.L2TP_CLEARTEXT, "direction", "in");
        boolean ikeToo = c.serverHas(Step.MM1) || c.has(Sign.IKE_AGGRESSIVE) || c.has(Vantage.CLIENT, Step.MM1);
        if (clear.isPresent() && !ikeToo) {
            return Ruling.certain(0.97, Finding.shown(clear.get()));
        }
        boolean ikeWatched = c.watched(Vantage.IKE) && c.lacks(Vantage.IKE, Step.MM1);
        if (!ikeToo && ikeWatched && c.has(Vantage.L2TP, Step.SCCRQ) && !c.has(Sign.CHILD_SA_UP, Sign.IKE_SA_UP)) {
            return Ruling.likely(0.8, c.finding(Vantage.L2TP, Step.SCCRQ), Finding.absent(Vantage.IKE, Step.MM1));
        }
        if (!ikeToo && c.clientKnown() && c.has(Vantage.CLIENT, Step.SCCRQ) && !c.has(Sign.CLIENT_IPSEC_STARTED)) {
            return Ruling.likely(0.85, c.finding(Vantage.CLIENT, Step.SCCRQ));
        }
        if (ikeToo) {
            Optional<Timed> ike = c.serverFirst(Step.MM1).or(() -> c.attempt.first(Vantage.CLIENT, Step.MM1));
            return ike.<Ruling>map(timed -> Ruling.ruledOut(Finding.against(timed)))
                    .orElse(Ruling.cannotTell(Missing.SERVER_CAPTURE));
        }
        return Ruling.cannotTell(Missing.SERVER_CAPTURE);
    }

    static Ruling ike1PacketFragmentsLost(Case c) {
        if (c.has(Sign.FRAGMENTS_LOST) && !c.espIsUp() && c.serverHas(Step.MM1)) {
            return Ruling.likely(0.8, c.evidence(Sign.FRAGMENTS_LOST, Sign.IKE_FRAGMENT_TROUBLE));
        }
        return c.beyond(Step.QM1).orElse(Ruling.cannotTell(Missing.SERVER_CAPTURE));
    }

    static Ruling clientRouterIpsecAlgMangles(Case c) {
        return c.beyond(Step.MM5, Step.QM1).orElse(Ruling.cannotTell(Missing.CLIENT_CAPTURE));
    }

    static Ruling ike1FipsPskTooShort(Case c) {
        return c.beyond(Step.MM3, Step.QM1)
                .orElseGet(() -> c.said(0.95, Vantage.IKE, Missing.IKE_LOG, Sign.IKE_FIPS_REFUSED));
    }

    static Ruling ike1DisabledOnServer(Case c) {
        return c.beyond(Step.MM2).filter(r -> c.serverAnswered()).orElseGet(() -> {
            Ruling said = c.said(0.97, Vantage.IKE, Missing.IKE_LOG, Sign.IKE_V1_DISABLED);
            return said instanceof Ruling.Holds holds ? holds.and(c.clientSide()) : said;
        });
    }

    // --- nat-t

    static Ruling nattUdp4500BlockedAtServer(Case c) {
        Optional<Ruling> beyond = pastMm5(c);
        if (beyond.isPresent()) {
            return beyond.get();
        }
        boolean onWire = c.has(Vantage.WIRE, Step.MM5);
        Optional<Timed> rejected = c.rejectedByIcmp("4500");
        if (rejected.isPresent()) {
            return Ruling.certain(0.96, Finding.shown(rejected.get())).and(c.blocking("in-udp-4500"));
        }
        Optional<Timed> logged = c.firstWhere(Sign.FIREWALL_LOGGED, "port", "4500");
        Optional<Timed> blocked = c.blocked("in-udp-4500");
        if (blocked.isPresent() && (onWire || c.serverHas(Step.MM4) || logged.isPresent())) {
            double confidence = onWire ? 0.97 : 0.9;
            return Ruling.certain(confidence, Finding.shown(blocked.get()), c.finding(Vantage.WIRE, Step.MM5))
                    .and(c.clientSide());
        }
        Optional<Timed> would = c.wouldBlock("in-udp-4500");
        if (would.isPresent() && c.serverHas(Step.MM4)) {
            return Ruling.likely(0.85, Finding.shown(would.get()), c.finding(Vantage.IKE, Step.MM5));
        }
        if (onWire && c.lacks(Vantage.IKE, Step.MM5) && !c.has(Sign.IKE_PSK_MISMATCH, Sign.IKE_PSK_NOT_FOUND)) {
            return Ruling.likely(0.8, c.finding(Vantage.WIRE, Step.MM5), Finding.absent(Vantage.IKE, Step.MM5));
        }
        Optional<Timed> passes = c.passes("in-udp-4500");
        if (passes.isPresent() && (onWire || !c.watched(Vantage.WIRE))) {
            return Ruling.ruledOut(Finding.against(passes.get()));
        }
        return Ruling.cannotTell(c.watched(Vantage.WIRE) ? Missing.SERVER_STATE : Missing.SERVER_CAPTURE);
    }

    static Ruling nattUdp4500BlockedOnClientSide(Case c) {
        Optional<Ruling> beyond = pastMm5(c);
        if (beyond.isPresent()) {
            return beyond.get();
        }
        if (c.has(Vantage.WIRE, Step.MM5)) {
            return Ruling.ruledOut(c.finding(Vantage.WIRE, Step.MM5));
        }
        long others = c.neighbours.reaching(c.attempt, Stage.IKE_AUTH);
        if (c.lacks(Vantage.WIRE, Step.MM5) && c.has(Vantage.WIRE, Step.MM4) && others > 0) {
            return Ruling.likely(
                    0.8,
                    Finding.absent(Vantage.WIRE, Step.MM5),
                    Finding.noted(Topic.OTHERS_CONNECT, "others", Long.toString(others)));
        }
        return Ruling.cannotTell(c.watched(Vantage.WIRE) ? Missing.OTHER_ATTEMPTS : Missing.SERVER_CAPTURE);
    }

    static Ruling nattRepliesOn4500Lost(Case c) {
        Optional<Ruling> beyond = c.beyond(Step.QM1);
        if (beyond.isPresent()) {
            return beyond.get();
        }
        boolean up = c.has(Sign.IKE_SA_UP) || c.serverHas(Step.MM6);
        boolean again = c.times(Vantage.WIRE, Step.MM5) >= Case.REPEATED_OFTEN || c.has(Sign.IKE_DUPLICATE);
        if (up && again) {
            if (c.lacks(Vantage.WIRE, Step.MM6)) {
                return Ruling.certain(
                                0.9,
                                c.evidence(Sign.IKE_SA_UP).length > 0
                                        ? c.evidence(Sign.IKE_SA_UP)[0]
                                        : c.finding(Vantage.IKE, Step.MM6),
                                Finding.absent(Vantage.WIRE, Step.MM6))
                        .at(Side.SERVER)
                        .and(c.blocking("out-udp-4500"));
            }
            Optional<Timed> blocked = c.blocked("out-udp-4500");
            if (blocked.isPresent()) {
                return Ruling.certain(0.93, Finding.shown(blocked.get())).at(Side.SERVER);
            }
            double confidence = c.has(Vantage.WIRE, Step.MM6) ? 0.9 : 0.65;
            return Ruling.likely(confidence, c.finding(Vantage.WIRE, Step.MM6), c.repeated(Vantage.WIRE, Step.MM5))
                    .and(c.clientSide());
        }
        if (c.lacks(Vantage.WIRE, Step.MM6)) {
            return Ruling.ruledOut(Finding.absent(Vantage.WIRE, Step.MM6));
        }
        return Ruling.cannotTell(Missing.SERVER_CAPTURE);
    }

    static Ruling nattKernelEspinudpMissing(Case c) {
        boolean deaf = !c.has(Sign.L2TP_TUNNEL_UP, Sign.L2TP_CALL_UP) && !c.has(Vantage.L2TP, Step.SCCRQ);
        if (c.has(Sign.IKE_NATT_OFF) && (!c.espIsUp() || deaf)) {
            return Ruling.certain(0.93, c.evidence(Sign.IKE_NATT_OFF));
        }
        Optional<Timed> none = c.noListener("4500");
        if (none.isPresent() && c.listener("500").isPresent() && pastMm5(c).isEmpty() && c.serverHas(Step.MM4)) {
            return Ruling.certain(0.9, Finding.shown(none.get()), c.finding(Vantage.WIRE, Step.MM5));
        }
        return pastMm5(c).orElseGet(() -> c.listener("4500")
                .<Ruling>map(timed -> Ruling.ruledOut(Finding.against(timed)))
                .orElse(Ruling.cannotTell(Missing.IKE_LOG)));
    }

    static Ruling clientWindowsNattRegistryMissing(Case c) {
        return windowsOnly(c);
    }

    static Ruling clientWindowsIkeRegressionKb5009543(Case c) {
        return windowsOnly(c);
    }

    static Ruling nattMappingChangesDuringSetup(Case c) {
        List<Timed> changes = c.attempt.all(Sign.NAT_MAPPING_CHANGED);
        if (changes.size() >= 2 && !c.has(Step.ADDRESS) || isRestless(changes)) {
            return Ruling.likely(0.8, c.evidence(Sign.NAT_MAPPING_CHANGED));
        }
        return Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.IKE.id()));
    }

    /** So many changes so fast that no roaming and no idle time makes them: charon follows each, and packets get lost. */
    private static boolean isRestless(List<Timed> changes) {
        if (changes.size() < RESTLESS_CHANGES) {
            return false;
        }
        Optional<Moment> first = changes.getFirst().moment();
        Optional<Moment> last = changes.getLast().moment();
        return first.isPresent()
                && last.isPresent()
                && last.get().secondsAfter(first.get()) <= RESTLESS_SECONDS * changes.size();
    }

    static Ruling clientRouterSingleIpsecSession(Case c) {
        boolean another = !c.neighbours.behindSameAddress(c.attempt).isEmpty();
        if (!another) {
            return Ruling.cannotTell(Missing.OTHER_ATTEMPTS);
        }
        boolean stuckEarly = c.attempt.reached().compareTo(Stage.IKE_PHASE2) < 0;
        return stuckEarly && (c.clientEnd == ClientEnd.IKE_SILENT || c.clientEnd == ClientEnd.IKE_STUCK)
                ? Ruling.likely(0.7, sameNat(c))
                : Ruling.ruledOut(Finding.notedAgainst(
                        Topic.WENT_FURTHER, "stage", c.attempt.reached().id()));
    }

    // --- ike-auth

    static Ruling ike1CertMissingOrInvalid(Case c) {
        String code = clientCode(c);
        boolean certificateCode = code.length() == 5 && code.compareTo("50004") >= 0 && code.compareTo("50009") <= 0;
        if (c.has(Sign.CLIENT_NO_CERTIFICATE) || certificateCode) {
            return Ruling.certain(0.93, c.evidence(Sign.CLIENT_NO_CERTIFICATE, Sign.CLIENT_IPSEC_FAILED))
                    .at(Side.CLIENT);
        }
        return c.beyond(Step.QM1)
                .orElseGet(() -> c.said(0.93, Vantage.IKE, Missing.IKE_LOG, Sign.IKE_CERTIFICATE_TROUBLE));
    }

    static Ruling ikeauthPskMismatch(Case c) {
        Optional<Ruling> beyond = c.beyond(Step.QM1);
        if (beyond.isPresent()) {
            return beyond.get();
        }
        if (c.has(Sign.IKE_PSK_MISMATCH, Sign.IKE_HASH_MISMATCH)) {
            Ruling.Holds holds = Ruling.certain(0.97, c.evidence(Sign.IKE_PSK_MISMATCH, Sign.IKE_HASH_MISMATCH))
                    .and(c.clientSide());
            return c.neighbours.connected(c.attempt) > 0
                    ? holds.and(java.util.List.of(Finding.noted(
                            Topic.OTHERS_CONNECT, "others", Long.toString(c.neighbours.connected(c.attempt)))))
                    : holds;
        }
        if (c.clientEnd == ClientEnd.IKE_ERROR
                && java.util.Set.of("16", "23", "24").contains(clientCode(c))) {
            return Ruling.likely(0.8, c.evidence(Sign.CLIENT_IPSEC_FAILED));
        }
        if (c.has(Sign.IKE_SA_UP) || c.serverHas(Step.MM6)) {
            return Ruling.ruledOut(
                    c.serverFirst(Step.MM6).map(Finding::against).orElseGet(() -> c.evidence(Sign.IKE_SA_UP)[0]));
        }
        return c.said(0.97, Vantage.IKE, Missing.IKE_LOG, Sign.IKE_PSK_MISMATCH);
    }

    static Ruling ikeauthPskNotFoundForPeer(Case c) {
        return c.beyond(Step.QM1)
                .orElseGet(() ->
                        c.said(0.96, Vantage.IKE, Missing.IKE_LOG, Sign.IKE_PSK_NOT_FOUND, Sign.IKE_SECRETS_REFUSED));
    }

    static Ruling ikeauthPeerIdMismatch(Case c) {
        if (c.clientEnd == ClientEnd.IKE_ERROR && clientCode(c).equals("18") && !c.has(Vantage.CLIENT, Step.QM1)) {
            return Ruling.likely(0.8, c.evidence(Sign.CLIENT_IPSEC_FAILED));
        }
        return c.beyond(Step.QM1)
                .orElseGet(() -> c.said(0.94, Vantage.IKE, Missing.IKE_LOG, Sign.IKE_PEER_ID_MISMATCH));
    }

    static Ruling ikeauthStaleSaAfterRestart(Case c) {
        if (c.has(Sign.IKE_UNKNOWN_SA) && !c.serverHas(Step.MM1)) {
            return Ruling.likely(0.8, c.evidence(Sign.IKE_UNKNOWN_SA, Sign.IKE_STARTED));
        }
        return c.serverFirst(Step.MM1)
                .<Ruling>map(timed -> Ruling.ruledOut(Finding.against(timed)))
                .orElse(Ruling.cannotTell(Missing.IKE_LOG));
    }

    // --- shared

    static Finding[] sameNat(Case c) {
        return new Finding[] {
            Finding.noted(
                    Topic.SAME_NAT_CLIENT,
                    "address",
                    c.attempt.peer().map(Object::toString).orElse(""),
                    "others",
                    Integer.toString(c.neighbours.behindSameAddress(c.attempt).size()))
        };
    }

    static String clientCode(Case c) {
        return c.attempt
                .first(Vantage.CLIENT, Sign.CLIENT_IPSEC_FAILED)
                .map(timed -> timed.value("code"))
                .orElse("");
    }

    static Optional<Timed> notify(Case c, String type) {
        return c.attempt.all(Sign.IKE_NOTIFY).stream()
                .filter(timed -> timed.value("type").equals(type)
                        && !timed.value("direction").equals("in"))
                .findFirst();
    }

    /** MM5 was understood: its daemon says so, or the next message followed. */
    private static Optional<Ruling> pastMm5(Case c) {
        if (c.has(Sign.IKE_PSK_MISMATCH, Sign.IKE_PSK_NOT_FOUND, Sign.IKE_PEER_ID_MISMATCH)) {
            return Optional.of(Ruling.ruledOut(
                    c.evidence(Sign.IKE_PSK_MISMATCH, Sign.IKE_PSK_NOT_FOUND, Sign.IKE_PEER_ID_MISMATCH)[0]));
        }
        Optional<Timed> heard = c.attempt.first(Vantage.IKE, Step.MM5);
        return heard.isPresent()
                ? Optional.of(Ruling.ruledOut(Finding.against(heard.get())))
                : c.beyond(Step.MM6, Step.QM1);
    }

    private static Ruling windowsOnly(Case c) {
        boolean windows = c.attempt.all(Sign.VENDOR_IDS).stream()
                .anyMatch(timed -> timed.value("names").contains("MS NT5")
                        || timed.value("names")
                                .toLowerCase(java.util.Locale.ROOT)
                                .contains("microsoft"));
        return c.clientKnown() || !windows
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.WIRE.id()))
                : Ruling.cannotTell(Missing.CLIENT_LOG);
    }
}
