package kiriwake.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.Attempt.Alignment;
import kiriwake.diagnose.Finding.Topic;
import kiriwake.event.Direction;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/** One attempt as the rules look at it: questions that more than one rule asks. */
final class Case {
    /** After this many of a client's messages with no answer, the answer is missing and not just late. */
    static final int REPEATED_OFTEN = 2;

    private static final long MUCH_OCTETS = 20_000;
    /** racoon waits 10 s for the first answer (client-ppp-log.md). */
    private static final double LATE_SECONDS = 9;

    final Attempt attempt;
    final Neighbours neighbours;
    final Set<Ip> serverAddresses;
    final ClientEnd clientEnd;

    Case(Attempt attempt, Neighbours neighbours, Set<Ip> serverAddresses) {
        this.attempt = attempt;
        this.neighbours = neighbours;
        this.serverAddresses = Set.copyOf(serverAddresses);
        this.clientEnd = ClientEnd.of(attempt);
    }

    // --- plain questions

    boolean has(Step step) {
        return attempt.has(step);
    }

    boolean has(Vantage vantage, Step step) {
        return attempt.has(vantage, step);
    }

    boolean lacks(Vantage vantage, Step step) {
        return attempt.lacks(vantage, step);
    }

    Optional<Timed> first(Sign... signs) {
        return attempt.events().stream()
                .filter(timed -> Arrays.stream(signs).anyMatch(timed::told))
                .findFirst();
    }

    boolean has(Sign... signs) {
        return first(signs).isPresent();
    }

    Optional<Timed> firstWhere(Sign sign, String name, String value) {
        return attempt.events().stream()
                .filter(timed -> timed.told(sign) && timed.value(name).equals(value))
                .findFirst();
    }

    /** At any vantage but the client's. */
    boolean serverHas(Step step) {
        return attempt.events().stream().anyMatch(timed -> timed.vantage() != Vantage.CLIENT && timed.passed(step));
    }

    Optional<Timed> serverFirst(Step step) {
        return attempt.events().stream()
                .filter(timed -> timed.vantage() != Vantage.CLIENT && timed.passed(step))
                .findFirst();
    }

    long times(Vantage vantage, Step step) {
        return attempt.all(vantage, step).size();
    }

    boolean clientKnown() {
        return clientEnd != ClientEnd.UNKNOWN;
    }

    /** Some source of the server covers the time of the attempt. */
    boolean serverWatched() {
        return watched(Vantage.WIRE) || watched(Vantage.IKE) || watched(Vantage.L2TP) || watched(Vantage.PPP);
    }

    boolean watched(Vantage vantage) {
        return attempt.watch().present(vantage);
    }

    /** Snapshots of the host are there. */
    boolean stateKnown() {
        return has(Sign.FIREWALL_WALK, Sign.SOCKET_LISTENING, Sign.SOCKET_MISSING, Sign.SYSCTL);
    }

    // --- answers that many rules give

    /** Holds when one of the signs was told; ruled out when the vantage was read and said nothing of it. */
    Ruling said(double confidence, Vantage vantage, Missing otherwise, Sign... signs) {
        Optional<Timed> told = first(signs);
        if (told.isPresent()) {
            return Ruling.certain(confidence, evidence(signs));
        }
        if (watched(vantage)) {
            return Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", vantage.id()));
        }
        return Ruling.cannotTell(otherwise);
    }

    /** The first few events with one of these signs, as findings. */
    Finding[] evidence(Sign... signs) {
        return attempt.events().stream()
                .filter(timed -> Arrays.stream(signs).anyMatch(timed::told))
                .limit(3)
                .map(Finding::shown)
                .toArray(Finding[]::new);
    }

    /** Ruled out: the attempt came to this step, so nothing before it was the trouble. */
    Optional<Ruling> beyond(Step... steps) {
        for (Step step : steps) {
            Optional<Timed> reached = serverFirst(step);
            if (reached.isEmpty()) {
                reached = attempt.first(Vantage.CLIENT, step);
            }
            if (reached.isPresent()) {
                return Optional.of(Ruling.ruledOut(Finding.against(reached.get())));
            }
        }
        return Optional.empty();
    }

    Finding finding(Vantage vantage, Step step) {
        return attempt.first(vantage, step).map(Finding::shown).orElse(Finding.absent(vantage, step));
    }

    Finding repeated(Vantage vantage, Step step) {
        return Finding.noted(
                Topic.REPEATED,
                "step",
                step.name(),
                "times",
                Long.toString(times(vantage, step)),
                "vantage",
                vantage.id());
    }

    /** What the client saw of it, when its log is there. */
    List<Finding> clientSide() {
        var found = new ArrayList<Finding>();
        double gap = ClientEnd.failureGap(attempt);
        Optional<Timed> failed = attempt.events().stream()
                .filter(timed -> timed.vantage() == Vantage.CLIENT)
                .filter(timed -> timed.told(Sign.CLIENT_IPSEC_FAILED)
                        || timed.told(Sign.CLIENT_L2TP_NO_ANSWER)
                        || timed.told(Sign.CLIENT_HANGUP)
                        || timed.told(Sign.CLIENT_UNEXPECTED_MESSAGE)
                        || timed.told(Sign.AUTH_REJECTED)
                        || timed.told(Sign.LCP_TIMEOUT))
                .findFirst();
        failed.ifPresent(timed -> found.add(Finding.shown(timed)));
        if (gap >= 0) {
            found.add(Finding.noted(Topic.CLIENT_GAVE_UP_AFTER, "seconds", Long.toString(Math.round(gap))));
        }
        return found;
    }

    /** The wire saw the answer leave so long after the question that the client had given up waiting. */
    Optional<Finding> late(Step question, Step answer) {
        Optional<Moment> asked = attempt.first(Vantage.WIRE, question).flatMap(Timed::moment);
        Optional<Moment> answered = attempt.first(Vantage.WIRE, answer).flatMap(Timed::moment);
        if (asked.isEmpty() || answered.isEmpty() || times(Vantage.WIRE, question) <= REPEATED_OFTEN) {
            return Optional.empty();
        }
        double seconds = answered.get().secondsAfter(asked.get());
        return seconds < LATE_SECONDS
                ? Optional.empty()
                : Optional.of(Finding.noted(
                        Topic.ANSWERED_LATE, "step", answer.name(), "seconds", Long.toString(Math.round(seconds))));
    }

    // --- NAT, ESP, sockets, firewall

    boolean encapsulated() {
        return firstWhere(Sign.NAT_FOUND, "client", "yes").isPresent()
                || firstWhere(Sign.NAT_FOUND, "server", "yes").isPresent()
                || firstWhere(Sign.ESP_COUNT, "encapsulated", "yes").isPresent()
                || firstWhere(Sign.CHILD_SA_UP, "natt", "yes").isPresent();
    }

    static long number(Timed timed, String name) {
        String text = timed.value(name);
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }

    /** Packets that the kernel took through the peer's SA; empty when nobody asked it. */
    Optional<Long> throughSa(Direction direction) {
        return attempt.events().stream()
                .filter(timed ->
                        timed.told(Sign.SA_COUNT) && timed.value("direction").equals(direction.id()))
                .map(timed -> number(timed, "packets"))
                .reduce(Long::sum);
    }

    Optional<Timed> saCount(Direction direction) {
        return firstWhere(Sign.SA_COUNT, "direction", direction.id());
    }

    /** Both ends think that phase 2 is through. */
    boolean espIsUp() {
        return has(Sign.CHILD_SA_UP, Sign.CLIENT_IPSEC_UP) || has(Step.QM3) || has(Step.ESP_IN) || has(Step.ESP_OUT);
    }

    /** The client's L2TP was seen after decryption: by xl2tpd, in a decrypted capture, or in the SA's counters. */
    boolean l2tpDecrypted() {
        return has(Vantage.L2TP, Step.SCCRQ)
                || has(Vantage.WIRE, Step.SCCRQ) && !has(Sign.L2TP_CLEARTEXT)
                || throughSa(Direction.IN).orElse(0L) > 0;
    }

    Optional<Timed> noListener(String port) {
        Optional<Timed> refused = attempt.all(Sign.ICMP_ERROR).stream()
                .filter(timed -> timed.value("direction").equals("out")
                        && timed.value("name").equals("port-unreachable")
                        && timed.value("port").equals(port))
                .findFirst();
        return refused.isPresent() ? refused : firstWhere(Sign.SOCKET_MISSING, "port", port);
    }

    Optional<Timed> listener(String port) {
        return firstWhere(Sign.SOCKET_LISTENING, "port", port);
    }

    /** A rule set throws this packet away and counted some. */
    Optional<Timed> blocked(String packet) {
        return walk(packet).filter(timed -> isBlock(timed) && number(timed, "counted") > 0);
    }

    /** It would throw the packet away; whether it did was not counted. */
    Optional<Timed> wouldBlock(String packet) {
        return walk(packet).filter(Case::isBlock);
    }

    Optional<Timed> passes(String packet) {
        return walk(packet).filter(timed -> timed.value("verdict").equals("accept"));
    }

    /** Traffic came to the client through the tunnel: a rule counted it, a capture shows it, or an end's own count does. */
    Optional<Timed> trafficCameBack() {
        return counted("forward-to-ppp").or(() -> attempt.events().stream()
                .filter(timed -> timed.passed(Step.DATA_OUT) || timed.told(Sign.PPP_TRAFFIC) && isMuch(timed))
                .findFirst());
    }

    /** Traffic of the client came out of the tunnel. */
    Optional<Timed> trafficWentIn() {
        return counted("forward-from-ppp").or(() -> attempt.events().stream()
                .filter(timed -> timed.passed(Step.DATA_IN))
                .findFirst());
    }

    private Optional<Timed> counted(String packet) {
        return passes(packet).filter(timed -> number(timed, "counted") > 0);
    }

    /** More octets both ways than a few tries with ping to the server itself. */
    private static boolean isMuch(Timed timed) {
        return number(timed, "sent") >= MUCH_OCTETS && number(timed, "received") >= MUCH_OCTETS;
    }

    Optional<Timed> walk(String packet) {
        return firstWhere(Sign.FIREWALL_WALK, "packet", packet);
    }

    private static boolean isBlock(Timed timed) {
        return timed.value("verdict").equals("drop") || timed.value("verdict").equals("reject");
    }

    /** The server's own ICMP says that a rule refused our packet (RFC 1812 §5.2.7.1: codes 9, 10, 13). */
    Optional<Timed> rejectedByIcmp(String port) {
        return attempt.all(Sign.ICMP_ERROR).stream()
                .filter(timed -> timed.value("direction").equals("out")
                        && (timed.value("port").equals(port) || port.isEmpty())
                        && timed.value("type").equals("3")
                        && Set.of("9", "10", "13").contains(timed.value("code")))
                .findFirst();
    }

    Optional<Timed> counterRose(String... counters) {
        return attempt.all(Sign.COUNTER_ROSE).stream()
                .filter(timed -> Arrays.asList(counters).contains(timed.value("counter")))
                .findFirst();
    }

    // --- the ladder's edges

    /**
     * The server's call came up by messages that this client, by its own log, never sent: it waited for the first answer
     * until it gave up. They were another's.
     */
    boolean callIsOfAnother() {
        return clientEnd == ClientEnd.L2TP_SILENT
                && !has(Vantage.CLIENT, Step.SCCRP)
                && (has(Vantage.L2TP, Step.ICCN) || has(Sign.L2TP_CALL_UP));
    }

    /** A capture looked and no IKE of this client came in at all. */
    boolean nothingArrived() {
        return lacks(Vantage.WIRE, Step.MM1)
                && !serverHas(Step.MM1)
                && !serverHas(Step.MM3)
                && !has(Sign.IKE_AGGRESSIVE, Sign.IKE_V2, Sign.L2TP_CLEARTEXT, Sign.PPTP_SEEN)
                && !serverHas(Step.ESP_IN);
    }

    /** The first message came to the card and the daemon did not speak of it. */
    boolean diedBeforeDaemon() {
        return has(Vantage.WIRE, Step.MM1) && !serverAnswered() && !daemonHeard();
    }

    boolean serverAnswered() {
        return serverHas(Step.MM2) || serverHas(Step.MM4) || serverHas(Step.MM6);
    }

    boolean daemonHeard() {
        return has(Vantage.IKE, Step.MM1)
                || has(
                        Sign.IKE_NO_CONNECTION,
                        Sign.IKE_NO_PROPOSAL,
                        Sign.IKE_V1_DISABLED,
                        Sign.IKE_NO_AGGRESSIVE_CONNECTION);
    }

    /** The server's first answer was sent, and the client did not go on. */
    boolean answerUnheard() {
        return serverHas(Step.MM2)
                && !has(Step.MM3)
                && !has(Vantage.CLIENT, Step.MM2)
                && !has(Sign.IKE_NO_PROPOSAL, Sign.IKE_NO_CONNECTION);
    }

    /** The answer really left: it is on the wire. */
    boolean answerOnWire() {
        return has(Vantage.WIRE, Step.MM2);
    }

    boolean aligned() {
        return attempt.alignment() == Alignment.EXACT
                || attempt.alignment() == Alignment.BY_SEQUENCE
                || attempt.alignment() == Alignment.ASSUMED;
    }

    /** The user tried what was proposed, and this came of it. */
    boolean userSaw(String id, String result) {
        return observed(id).map(result::equals).orElse(false);
    }

    Optional<String> observed(String id) {
        return firstWhere(Sign.OBSERVED, "id", id).map(timed -> timed.value("result"));
    }

    /** One of these programs is there and does not run. */
    Optional<Timed> stopped(String... programs) {
        return attempt.all(Sign.PROCESS_RUNNING).stream()
                .filter(timed -> Set.of(programs).contains(timed.value("process")))
                .filter(timed -> timed.value("state").startsWith("T")
                        || timed.value("state").startsWith("D"))
                .findFirst();
    }

    /** What the firewall's rules do to such a packet, if they do not let it pass. */
    List<Finding> blocking(String packet) {
        return wouldBlock(packet).map(Finding::shown).stream().toList();
    }
}
