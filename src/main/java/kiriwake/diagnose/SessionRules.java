package kiriwake.diagnose;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import kiriwake.diagnose.Finding.Topic;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Timed;

/** Rules of the stages {@code l2tp-session} and {@code lcp}: the call, the start of pppd, and LCP (RFC 1661). */
final class SessionRules {
    private static final Set<String> TTY_OPTIONS = Set.of("crtscts", "lock", "modem", "local", "xonxoff", "cdtrcts");

    private SessionRules() {}

    // --- l2tp-session

    static Ruling sessionIpPoolExhausted(Case c) {
        return c.said(0.97, Vantage.L2TP, Missing.L2TP_LOG, Sign.L2TP_POOL_EMPTY);
    }

    static Ruling sessionPppdKernelPppMissing(Case c) {
        if (c.has(Sign.PPPD_KERNEL_MISSING) || exitedWith(c, "4").isPresent()) {
            return Ruling.certain(0.96, c.evidence(Sign.PPPD_KERNEL_MISSING, Sign.PPPD_EXIT))
                    .and(c.clientSide());
        }
        return otherExitOrUnknown(c);
    }

    static Ruling sessionPppdTtyOptionWithKernelL2tp(Case c) {
        Optional<Timed> option = c.attempt.all(Sign.PPPD_OPTION_REFUSED).stream()
                .filter(timed -> TTY_OPTIONS.contains(timed.value("option")))
                .findFirst();
        if (option.isPresent()) {
            return Ruling.certain(0.97, Finding.shown(option.get())).and(List.of(c.evidence(Sign.PPPD_EXIT)));
        }
        Optional<Timed> setting = c.attempt.all(Sign.SETTING).stream()
                .filter(timed -> timed.value("file").contains("options") && TTY_OPTIONS.contains(timed.value("key")))
                .findFirst();
        boolean kernel = c.firstWhere(Sign.L2TP_MODE, "mode", "kernel").isPresent();
        if (setting.isPresent() && kernel && exitedWith(c, "2").isPresent() && !c.has(Sign.PPPD_OPTION_REFUSED)) {
            return Ruling.likely(
                    0.85,
                    Finding.shown(setting.get()),
                    Finding.shown(exitedWith(c, "2").get()));
        }
        if (c.has(Sign.PPPD_OPTION_REFUSED)) {
            return Ruling.ruledOut(c.evidence(Sign.PPPD_OPTION_REFUSED)[0]);
        }
        return otherExitOrUnknown(c);
    }

    static Ruling sessionPppdOptionOrPluginError(Case c) {
        boolean tty = c.attempt.all(Sign.PPPD_OPTION_REFUSED).stream()
                .anyMatch(timed -> TTY_OPTIONS.contains(timed.value("option")));
        if (tty) {
            return Ruling.ruledOut(c.evidence(Sign.PPPD_OPTION_REFUSED)[0]);
        }
        if (c.has(Sign.PPPD_OPTION_REFUSED, Sign.PPPD_PLUGIN_REFUSED) && !c.has(Step.LCP_OUT)) {
            return Ruling.certain(0.97, c.evidence(Sign.PPPD_OPTION_REFUSED, Sign.PPPD_PLUGIN_REFUSED, Sign.PPPD_EXIT))
                    .and(c.clientSide());
        }
        if (c.has(Sign.PPPD_FILE_UNREADABLE) && !c.has(Sign.PPPD_STARTED)) {
            return Ruling.certain(0.93, c.evidence(Sign.PPPD_FILE_UNREADABLE, Sign.PPPD_EXIT));
        }
        Optional<Timed> exit = exitedWith(c, "2");
        if (exit.isPresent()) {
            return Ruling.certain(0.9, Finding.shown(exit.get()));
        }
        return otherExitOrUnknown(c);
    }

    static Ruling sessionPppdAuthSetupImpossible(Case c) {
        if (c.has(Sign.PPPD_NO_SECRETS)) {
            return Ruling.certain(0.97, c.evidence(Sign.PPPD_NO_SECRETS, Sign.PPPD_EXIT));
        }
        Optional<Timed> exit = exitedWith(c, "1");
        if (exit.isPresent() && !c.has(Sign.PPPD_EXEC_FAILED, Sign.PPPD_STARTED, Sign.PPPD_KERNEL_MISSING)) {
            return Ruling.likely(0.7, Finding.shown(exit.get()));
        }
        return otherExitOrUnknown(c);
    }

    static Ruling sessionPppoxSocketFails(Case c) {
        if (c.has(Step.LCP_OUT) && c.has(Sign.PPPD_STARTED)) {
            return Ruling.ruledOut(c.evidence(Sign.PPPD_STARTED)[0]);
        }
        return c.said(0.95, Vantage.L2TP, Missing.L2TP_LOG, Sign.L2TP_KERNEL_SESSION_FAILED);
    }

    static Ruling sessionPppdNotInstalledOrExecFails(Case c) {
        return c.said(0.96, Vantage.L2TP, Missing.L2TP_LOG, Sign.PPPD_EXEC_FAILED);
    }

    static Ruling sessionSelinuxDenial(Case c) {
        if (c.has(Sign.SELINUX_DENIED) && !c.has(Step.ADDRESS)) {
            return Ruling.certain(0.85, c.evidence(Sign.SELINUX_DENIED));
        }
        return c.watched(Vantage.KERNEL)
                ? Ruling.ruledOut(Finding.notedAgainst(Topic.NOT_SAID, "vantage", Vantage.KERNEL.id()))
                : Ruling.cannotTell(Missing.SERVER_STATE);
    }

    static Ruling sessionServerOutOfResources(Case c) {
        boolean inSession = L2tpRules.inPpp(c) || c.has(Sign.L2TP_TUNNEL_UP) || c.espIsUp();
        if (c.has(Sign.L2TP_RESOURCES, Sign.OUT_OF_MEMORY) && inSession && !c.has(Step.ADDRESS)) {
            return Ruling.certain(0.93, c.evidence(Sign.L2TP_RESOURCES, Sign.OUT_OF_MEMORY));
        }
        return c.said(0.9, Vantage.L2TP, Missing.L2TP_LOG, Sign.L2TP_RESOURCES);
    }

    static Ruling sessionClientClosesFirst(Case c) {
        Optional<Timed> byUser = c.first(Sign.CLIENT_ENDED_BY_USER, Sign.CLIENT_USER_CANCELLED_AUTH);
        Optional<Timed> server = firstEnd(c, "out");
        Optional<Timed> client = firstEnd(c, "in");
        if (byUser.isPresent() && !c.has(Step.ADDRESS)) {
            return Ruling.certain(0.9, Finding.shown(byUser.get()));
        }
        boolean broken =
                c.has(Sign.PPPD_EXIT, Sign.AUTH_REJECTED, Sign.L2TP_PEER_REFUSED, Sign.CLIENT_HANGUP, Sign.LCP_TIMEOUT);
        boolean l2tp = c.has(Sign.L2TP_TUNNEL_UP, Sign.L2TP_CALL_UP) || c.has(Step.SCCCN);
        // who waits in vain for the server's PPP hangs up too: that is not the client's doing
        boolean serverSpoke = !c.has(Sign.L2TP_CALL_UP) || c.has(Step.LCP_OUT) || c.has(Sign.PPPD_STARTED);
        if (client.isPresent() && server.isEmpty() && !broken && l2tp && serverSpoke && !c.has(Step.ADDRESS)) {
            return Ruling.likely(0.75, Finding.shown(client.get()));
        }
        if (server.isPresent()) {
            return Ruling.ruledOut(Finding.against(server.get()));
        }
        return Ruling.cannotTell(Missing.CLIENT_LOG);
    }

    private static Optional<Timed> firstEnd(Case c, String direction) {
        return c.attempt.events().stream()
                .filter(timed ->
                        timed.told(Sign.L2TP_CDN) || timed.told(Sign.L2TP_STOPCCN) || timed.told(Sign.LCP_TERMINATE))
                .filter(timed -> timed.value("direction").equals(direction))
                .findFirst();
    }

    // --- lcp

    static Ruling lcpDataFromWrongSourceIp(Case c) {
        Optional<Timed> other = c.firstWhere(Sign.ANSWER_FROM_OTHER_ADDRESS, "proto", "l2tp");
        boolean silent = c.clientEnd == ClientEnd.LCP_SILENT || c.has(Sign.LCP_TIMEOUT);
        if (other.isPresent() && silent) {
            return Ruling.certain(0.93, Finding.shown(other.get()));
        }
        return lcpSpoken(c).orElse(Ruling.cannotTell(Missing.SERVER_CAPTURE));
    }

    static Ruling lcpDataPathSilent(Case c) {
        Optional<Ruling> spoken = lcpSpoken(c);
        if (spoken.isPresent()) {
            return spoken.get();
        }
        boolean serverSpeaks = c.attempt.has(Vantage.PPP, Step.LCP_OUT) || c.has(Sign.PPPD_STARTED);
        Optional<Timed> timeout = c.attempt.first(Vantage.PPP, Sign.LCP_TIMEOUT);
        boolean clientDeaf = c.clientEnd == ClientEnd.LCP_SILENT;
        if (serverSpeaks && timeout.isPresent() && !c.callIsOfAnother()) {
            // two clients behind one address: the answers may have gone to the other one
            double oneEnd = c.neighbours.sharesAddress(c.attempt) ? 0.5 : 0.68;
            return Ruling.likely(clientDeaf ? 0.85 : oneEnd, Finding.shown(timeout.get()))
                    .and(c.clientSide());
        }
        return Ruling.cannotTell(Missing.PPP_DEBUG_LOG);
    }

    static Ruling lcpOptionNegotiationLoop(Case c) {
        if (c.has(Sign.LCP_LOOP)) {
            return Ruling.certain(0.92, c.evidence(Sign.LCP_LOOP));
        }
        return lcpSpoken(c).orElse(Ruling.cannotTell(Missing.PPP_DEBUG_LOG));
    }

    static Ruling sessionPppdUnresponsive(Case c) {
        if (c.has(Step.LCP_OUT) || c.has(Sign.PPPD_EXIT, Sign.PPPD_STARTED)) {
            Optional<Timed> spoke = c.first(Sign.PPPD_EXIT, Sign.PPPD_STARTED);
            return Ruling.ruledOut(spoke.map(Finding::against)
                    .orElseGet(() -> Finding.notedAgainst(
                            Topic.WENT_FURTHER, "stage", c.attempt.reached().id())));
        }
        Optional<Timed> call = c.attempt.all(Sign.L2TP_CALL_UP).stream()
                .filter(timed -> Case.number(timed, "pid") > 0)
                .findFirst();
        boolean silent = c.clientEnd == ClientEnd.LCP_SILENT
                || c.times(Vantage.WIRE, Step.LCP_IN) > Case.REPEATED_OFTEN
                || c.clientEnd == ClientEnd.UNKNOWN
                        && c.has(Sign.L2TP_GIVEN_UP, Sign.L2TP_CLOSED, Sign.L2TP_STOPCCN, Sign.L2TP_CDN);
        if (call.isPresent() && silent && c.watched(Vantage.PPP) && c.clientKnown()) {
            return Ruling.certain(0.9, Finding.shown(call.get()))
                    .and(c.stopped("pppd").map(Finding::shown).stream().toList())
                    .and(c.clientSide());
        }
        if (call.isPresent() && silent) {
            return Ruling.likely(0.75, Finding.shown(call.get())).and(c.clientSide());
        }
        return Ruling.cannotTell(Missing.PPP_LOG);
    }

    // --- shared

    static Optional<Timed> exitedWith(Case c, String code) {
        return c.firstWhere(Sign.PPPD_EXIT, "code", code);
    }

    /** pppd ended with another code, or spoke: then this start-up failure is not the one. */
    private static Ruling otherExitOrUnknown(Case c) {
        Optional<Timed> other = c.first(Sign.PPPD_EXIT, Sign.PPPD_OPTION_REFUSED, Sign.PPPD_NO_SECRETS);
        if (other.isPresent()) {
            return Ruling.ruledOut(Finding.against(other.get()));
        }
        return lcpSpoken(c).orElse(Ruling.cannotTell(Missing.L2TP_LOG));
    }

    private static Optional<Ruling> lcpSpoken(Case c) {
        return c.beyond(Step.AUTH_CHALLENGE, Step.AUTH_RESPONSE, Step.IPCP_IN, Step.ADDRESS);
    }
}
