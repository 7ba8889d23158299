package kiriwake.diagnose;

import java.util.List;
import java.util.Optional;
import kiriwake.diagnose.Finding.Topic;
import kiriwake.event.Direction;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Timed;

/** Rules of the stages {@code ike-phase2} and {@code esp}: quick mode (RFC 2409 §5.5) and the first packets under the SA. */
final class PhaseTwoRules {

    private PhaseTwoRules() {}

    // --- ike-phase2

    static Ruling ike2NoConnectionKnown(Case c) {
        Optional<Ruling> beyond = past(c);
        if (beyond.isPresent()) {
            return beyond.get();
        }
        if (c.has(Sign.CHILD_NO_CONNECTION) && onlyPortDiffers(c).isEmpty()) {
            // a high client port and an unknown rightprotoport: the port alone may be the trouble
            boolean portOpen = rightProtoport(c).isPresent() || !hasHighPort(c);
            return portOpen
                    ? Ruling.certain(0.95, c.evidence(Sign.CHILD_NO_CONNECTION, Sign.CHILD_SELECTOR))
                    : Ruling.likely(0.6, c.evidence(Sign.CHILD_NO_CONNECTION, Sign.CHILD_SELECTOR));
        }
        if (c.clientEnd == ClientEnd.IKE_ERROR
                && PhaseOneRules.clientCode(c).equals("18")
                && c.has(Vantage.CLIENT, Step.QM1)) {
            return Ruling.likely(0.7, c.evidence(Sign.CLIENT_IPSEC_FAILED));
        }
        return c.said(0.95, Vantage.IKE, Missing.IKE_LOG, Sign.CHILD_NO_CONNECTION);
    }

    static Ruling ike2RightprotoportOnly1701(Case c) {
        // behind NAT pluto 4.10 installs the SA for port 1701 whatever the client proposed; the kernel then drops each
        // packet
        Optional<Timed> strict = only1701(c);
        Optional<Timed> dropped = c.counterRose("XfrmInStateMismatch");
        if (strict.isPresent()
                && dropped.isPresent()
                && c.espIsUp()
                && l2tpAnswered(c).isEmpty()) {
            return Ruling.certain(0.94, Finding.shown(strict.get()), Finding.shown(dropped.get()))
                    .and(c.clientSide());
        }
        Optional<Ruling> beyond = past(c);
        if (beyond.isPresent()) {
            return beyond.get();
        }
        Optional<Timed> setting = onlyPortDiffers(c);
        if (setting.isPresent() && c.has(Sign.CHILD_NO_CONNECTION)) {
            return Ruling.certain(0.95, c.evidence(Sign.CHILD_NO_CONNECTION))
                    .and(java.util.List.of(Finding.shown(setting.get())));
        }
        if (c.has(Sign.CHILD_NO_CONNECTION)
                && hasHighPort(c)
                && rightProtoport(c).isEmpty()) {
            return Ruling.likely(0.62, c.evidence(Sign.CHILD_NO_CONNECTION, Sign.CHILD_SELECTOR));
        }
        return c.watched(Vantage.IKE)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.IKE.id()))
                : Ruling.cannotTell(Missing.IKE_LOG);
    }

    static Ruling ike2ProposalMismatch(Case c) {
        if (c.clientEnd == ClientEnd.IKE_ERROR
                && PhaseOneRules.clientCode(c).equals("14")
                && c.has(Vantage.CLIENT, Step.QM1)) {
            return Ruling.likely(0.8, c.evidence(Sign.CLIENT_IPSEC_FAILED));
        }
        return past(c).orElseGet(() -> {
            Ruling said = c.said(0.97, Vantage.IKE, Missing.IKE_LOG, Sign.CHILD_NO_PROPOSAL);
            return said instanceof Ruling.Holds holds ? holds.and(c.clientSide()) : said;
        });
    }

    static Ruling ike2PfsMismatch(Case c) {
        return past(c).orElseGet(() -> c.said(0.97, Vantage.IKE, Missing.IKE_LOG, Sign.CHILD_PFS_REQUIRED));
    }

    static Ruling ike2KernelRejectsSa(Case c) {
        if (c.has(Step.SCCRP) || c.has(Sign.L2TP_TUNNEL_UP)) {
            return Ruling.ruledOut(Finding.notedAgainst(
                    Topic.WENT_FURTHER, "stage", c.attempt.reached().id()));
        }
        return c.said(0.96, Vantage.IKE, Missing.IKE_LOG, Sign.CHILD_KERNEL_REFUSED);
    }

    static Ruling ike2NatoaMishandled(Case c) {
        Optional<Timed> mismatch = c.counterRose("XfrmInStateMismatch");
        if (c.has(Sign.CHILD_NAT_OA) && mismatch.isPresent() && !c.has(Sign.L2TP_TUNNEL_UP)) {
            return Ruling.likely(0.6, Finding.shown(mismatch.get()), c.evidence(Sign.CHILD_NAT_OA)[0]);
        }
        return l2tpAnswered(c).orElse(Ruling.cannotTell(Missing.SERVER_STATE));
    }

    static Ruling ike2DuplicateSelectorSameNat(Case c) {
        boolean another = !c.neighbours.behindSameAddress(c.attempt).isEmpty();
        if (c.has(Sign.CHILD_SELECTOR_IN_USE)) {
            return Ruling.certain(another ? 0.93 : 0.85, c.evidence(Sign.CHILD_SELECTOR_IN_USE));
        }
        return c.watched(Vantage.IKE)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.IKE.id()))
                : Ruling.cannotTell(Missing.IKE_LOG);
    }

    // --- esp

    static Ruling espProto50Blocked(Case c) {
        return c.encapsulated()
                ? Ruling.ruledOut(c.firstWhere(Sign.NAT_FOUND, "client", "yes")
                        .map(Finding::against)
                        .orElse(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.WIRE.id())))
                : espLost(c, "in-esp");
    }

    static Ruling espInUdpDroppedByMiddlebox(Case c) {
        return c.encapsulated() || !c.watched(Vantage.WIRE) && !c.watched(Vantage.IKE)
                ? espLost(c, "in-udp-4500")
                : Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.IKE.id()));
    }

    private static Ruling espLost(Case c, String packet) {
        Optional<Ruling> answered = l2tpAnswered(c);
        if (answered.isPresent()) {
            return answered.get();
        }
        if (!c.espIsUp()) {
            return Ruling.cannotTell(Missing.IKE_LOG);
        }
        Optional<Timed> blocked = c.blocked(packet).or(() -> c.wouldBlock(packet));
        if (blocked.isPresent() && !c.l2tpDecrypted() && packet.equals("in-esp")) {
            boolean counted = c.blocked(packet).isPresent();
            return Ruling.certain(
                            counted ? 0.95 : 0.8, Finding.shown(blocked.get()), c.finding(Vantage.WIRE, Step.ESP_IN))
                    .at(Side.SERVER);
        }
        if (c.has(Vantage.WIRE, Step.ESP_IN)) {
            return Ruling.ruledOut(c.finding(Vantage.WIRE, Step.ESP_IN));
        }
        if (c.l2tpDecrypted()) {
            return Ruling.ruledOut(
                    c.saCount(Direction.IN).map(Finding::against).orElseGet(() -> c.finding(Vantage.L2TP, Step.SCCRQ)));
        }
        boolean clientSent = c.has(Vantage.CLIENT, Step.SCCRQ) || c.clientEnd == ClientEnd.L2TP_SILENT;
        Optional<Timed> count = c.saCount(Direction.IN);
        if (c.lacks(Vantage.WIRE, Step.ESP_IN)) {
            // a capture that was told to take IKE only looks the same, when nobody else speaks of ESP
            boolean askedElsewhere = c.watched(Vantage.IKE) || count.isPresent();
            double confidence = clientSent ? 0.93 : askedElsewhere ? 0.75 : 0.55;
            var holds = clientSent
                    ? Ruling.certain(
                            confidence,
                            c.finding(Vantage.CLIENT, Step.SCCRQ),
                            Finding.absent(Vantage.WIRE, Step.ESP_IN))
                    : Ruling.likely(confidence, Finding.absent(Vantage.WIRE, Step.ESP_IN));
            return holds.and(count.map(Finding::shown).stream().toList());
        }
        if (clientSent && count.isPresent() && c.throughSa(Direction.IN).orElse(1L) == 0) {
            return Ruling.likely(0.65, Finding.shown(count.get()));
        }
        Optional<Timed> traffic = c.first(Sign.ESP_TRAFFIC);
        if (traffic.isPresent() && Case.number(traffic.get(), "in") == 0) {
            return Ruling.likely(0.62, Finding.shown(traffic.get()));
        }
        return Ruling.cannotTell(Missing.SERVER_CAPTURE);
    }

    static Ruling espSha2256TruncationMismatch(Case c) {
        Optional<Timed> counter = c.counterRose("XfrmInStateProtoError");
        Optional<Timed> failed = c.attempt.all(Sign.SA_COUNT).stream()
                .filter(timed -> timed.value("direction").equals("in") && Case.number(timed, "failed") > 0)
                .findFirst();
        Optional<Timed> proof = failed.or(() -> counter);
        if (proof.isPresent() && !c.has(Sign.L2TP_TUNNEL_UP) && c.espIsUp()) {
            return Ruling.certain(0.93, Finding.shown(proof.get()), c.finding(Vantage.WIRE, Step.ESP_IN));
        }
        if (c.has(Sign.ESP_AUTH_BAD) && !c.has(Sign.L2TP_TUNNEL_UP)) {
            return Ruling.likely(0.8, c.evidence(Sign.ESP_AUTH_BAD));
        }
        Optional<Timed> in = c.firstWhere(Sign.ESP_ICV, "direction", "in");
        Optional<Timed> out = c.firstWhere(Sign.ESP_ICV, "direction", "out");
        if (in.isPresent()
                && out.isPresent()
                && !in.get().value("bits").equals(out.get().value("bits"))) {
            return Ruling.likely(0.8, Finding.shown(in.get()), Finding.shown(out.get()));
        }
        return l2tpAnswered(c)
                .orElseGet(() -> c.stateKnown()
                        ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.KERNEL.id()))
                        : Ruling.cannotTell(Missing.SERVER_STATE));
    }

    static Ruling espPolicyOrTemplateMismatch(Case c) {
        Optional<Timed> bypassed = L2tpRules.answerPastPolicy(c);
        if (bypassed.isPresent()) {
            return Ruling.certain(0.9, Finding.shown(bypassed.get()))
                    .and(List.of(c.evidence(Sign.L2TP_DUPLICATE_REQUEST)));
        }
        Optional<Timed> rose = c.counterRose(
                "XfrmInTmplMismatch", "XfrmInNoPols", "XfrmInPolBlock", "XfrmInPolError", "XfrmInStateMismatch");
        if (rose.isPresent() && !c.has(Sign.L2TP_TUNNEL_UP) && !c.has(Sign.L2TP_CLEARTEXT) && c.espIsUp()) {
            return Ruling.certain(0.92, Finding.shown(rose.get()), c.finding(Vantage.WIRE, Step.ESP_IN));
        }
        return l2tpAnswered(c)
                .orElseGet(() -> c.stateKnown()
                        ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.KERNEL.id()))
                        : Ruling.cannotTell(Missing.SERVER_STATE));
    }

    static Ruling espRpFilterDrop(Case c) {
        Optional<Timed> rose = c.counterRose("IPReversePathFilter", "TcpExtIPReversePathFilter");
        boolean deaf = !c.has(Sign.L2TP_TUNNEL_UP) && !c.has(Vantage.L2TP, Step.SCCRQ);
        if ((rose.isPresent() || c.has(Sign.MARTIAN)) && deaf) {
            Finding proof = rose.map(Finding::shown).orElseGet(() -> c.evidence(Sign.MARTIAN)[0]);
            boolean arrived = c.has(Vantage.WIRE, Step.MM1) && !c.daemonHeard() || c.l2tpDecrypted();
            return arrived ? Ruling.certain(0.92, proof) : Ruling.likely(0.75, proof);
        }
        return l2tpAnswered(c).orElseGet(() -> Ruling.cannotTell(Missing.SERVER_STATE));
    }

    static Ruling espKernelTransportRegression(Case c) {
        if (c.has(Sign.IKE_ACQUIRE) && c.espIsUp() && !c.has(Sign.L2TP_TUNNEL_UP) && !c.has(Sign.L2TP_CALL_UP)) {
            return Ruling.likely(0.75, c.evidence(Sign.IKE_ACQUIRE));
        }
        return c.watched(Vantage.IKE)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.IKE.id()))
                : Ruling.cannotTell(Missing.IKE_LOG);
    }

    static Ruling l2tpFirewallDrops1701AfterDecrypt(Case c) {
        Optional<Ruling> answered = l2tpAnswered(c);
        if (answered.isPresent()) {
            return answered.get();
        }
        if (!c.espIsUp()) {
            return Ruling.cannotTell(Missing.IKE_LOG);
        }
        Optional<Timed> rejected = c.rejectedByIcmp("1701");
        if (rejected.isPresent()) {
            return Ruling.certain(0.95, Finding.shown(rejected.get())).and(c.blocking("in-l2tp-decrypted"));
        }
        Optional<Timed> logged = c.firstWhere(Sign.FIREWALL_LOGGED, "port", "1701");
        Optional<Timed> blocked = c.blocked("in-l2tp-decrypted");
        if (blocked.isPresent()) {
            return Ruling.certain(0.96, Finding.shown(blocked.get()))
                    .and(c.saCount(Direction.IN).map(Finding::shown).stream().toList())
                    .and(c.clientSide());
        }
        if (logged.isPresent()) {
            return Ruling.certain(0.9, Finding.shown(logged.get()));
        }
        Optional<Timed> would = c.wouldBlock("in-l2tp-decrypted");
        if (would.isPresent() && (c.l2tpDecrypted() || c.throughSa(Direction.IN).isEmpty())) {
            return Ruling.likely(0.85, Finding.shown(would.get()));
        }
        Optional<Timed> passes = c.passes("in-l2tp-decrypted");
        if (passes.isPresent()) {
            return Ruling.ruledOut(Finding.against(passes.get()));
        }
        return Ruling.cannotTell(Missing.SERVER_STATE);
    }

    // --- shared

    /** xl2tpd answered, or PPP was spoken: ESP, kernel and firewall let the client's L2TP through. */
    static Optional<Ruling> l2tpAnswered(Case c) {
        Optional<Timed> up = c.first(Sign.L2TP_TUNNEL_UP, Sign.L2TP_CALL_UP, Sign.L2TP_PEER_REFUSED);
        return up.isPresent()
                ? Optional.of(Ruling.ruledOut(Finding.against(up.get())))
                : c.beyond(Step.SCCRP, Step.SCCCN, Step.LCP_IN);
    }

    private static Optional<Ruling> past(Case c) {
        if (c.has(Sign.CHILD_SA_UP) && !c.has(Sign.CHILD_KERNEL_REFUSED)) {
            return Optional.of(Ruling.ruledOut(c.evidence(Sign.CHILD_SA_UP)[0]));
        }
        return c.beyond(Step.QM3, Step.SCCRQ);
    }

    /** The conn wants client port 1701 and the client's selector names another. */
    private static Optional<Timed> onlyPortDiffers(Case c) {
        return hasHighPort(c) ? only1701(c) : Optional.empty();
    }

    private static Optional<Timed> only1701(Case c) {
        return rightProtoport(c)
                .filter(timed -> timed.value("value").replace("udp", "17").equals("17/1701"));
    }

    private static Optional<Timed> rightProtoport(Case c) {
        return c.attempt.all(Sign.SETTING).stream()
                .filter(timed -> timed.value("key").equals("rightprotoport"))
                .findFirst();
    }

    private static boolean hasHighPort(Case c) {
        return c.attempt.all(Sign.CHILD_NO_CONNECTION).stream().anyMatch(timed -> isOtherPort(timed.value("port")))
                || c.attempt.all(Sign.CHILD_SELECTOR).stream().anyMatch(timed -> isOtherPort(timed.value("port")));
    }

    private static boolean isOtherPort(String port) {
        return !port.isEmpty() && !port.equals("1701") && !port.equals("0");
    }
}
