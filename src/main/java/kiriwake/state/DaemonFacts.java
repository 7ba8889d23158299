package kiriwake.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kiriwake.event.Evidence;
import kiriwake.event.Sign;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;
import kiriwake.state.HostFacts.Facts;

/** The three daemons: their sockets, processes and units, and what the IKE daemon says of itself. */
final class DaemonFacts {
    private static final int MOST_SESSIONS = 16;
    private static final Set<String> IKE_PROCESSES = Set.of("charon", "pluto");
    private static final Set<String> UNITS = Set.of(
            "ipsec",
            "strongswan",
            "strongswan-starter",
            "strongswan-swanctl",
            "libreswan",
            "xl2tpd",
            "firewalld",
            "iptables");

    private final Facts facts;
    private final HostState now;

    private DaemonFacts(Facts facts) {
        this.facts = facts;
        this.now = facts.now;
    }

    static void tell(Facts facts) {
        var daemons = new DaemonFacts(facts);
        daemons.port(500, Vantage.IKE);
        daemons.port(4500, Vantage.IKE);
        daemons.port(1701, Vantage.L2TP);
        daemons.processes();
        daemons.ike();
        daemons.units();
    }

    // --- sockets

    /** ss prints its head line even when there is no socket, so an empty file says nothing. */
    private void port(int port, Vantage vantage) {
        Optional<List<Socket>> sockets = now.sockets();
        if (sockets.isEmpty()) {
            return;
        }
        List<Socket> here = sockets.get().stream()
                .filter(socket -> socket.port() == port)
                .sorted(Comparator.comparingInt(this::rank)
                        .thenComparing(socket -> socket.line().number()))
                .toList();
        boolean reachable = here.stream().anyMatch(this::isReachable);
        Optional<Boolean> earlier = facts.then.flatMap(HostState::sockets).map(all -> all.stream()
                .anyMatch(socket -> socket.port() == port && isReachable(socket)));
        if (earlier.isPresent() && earlier.get() != reachable) {
            Evidence evidence = reachable
                    ? here.getFirst().line().evidence()
                    : new Evidence.Whole(now.sheet("ss-lunp.txt").name(), "nobody listens on UDP " + port);
            facts.tell(
                    vantage,
                    evidence,
                    List.of(),
                    Sign.SOCKET_CHANGED,
                    "port",
                    Integer.toString(port),
                    "before",
                    earlier.get() ? "listening" : "missing",
                    "after",
                    reachable ? "listening" : "missing");
            return;
        }
        List<Socket> shown = reachable ? here.stream().filter(this::isReachable).toList() : here;
        shown.forEach(socket -> facts.tell(
                vantage,
                socket.line(),
                Sign.SOCKET_LISTENING,
                "port",
                Integer.toString(port),
                "address",
                socket.shownAddress(),
                "process",
                socket.process(),
                "queued",
                Long.toString(socket.queued()),
                "reachable",
                isReachable(socket) ? "yes" : "no"));
        if (!reachable) {
            missing(port, vantage, here);
        }
    }

    private void missing(int port, Vantage vantage, List<Socket> elsewhere) {
        String others =
                String.join(", ", elsewhere.stream().map(Socket::shownAddress).toList());
        String wanted =
                String.join(", ", facts.servers.stream().map(Ip::toString).toList());
        String text = elsewhere.isEmpty()
                ? "nobody listens on UDP " + port
                : "nobody listens on UDP " + port + " of " + wanted + ", only of " + others;
        facts.tell(
                vantage,
                new Evidence.Whole(now.sheet("ss-lunp.txt").name(), text),
                List.of(),
                Sign.SOCKET_MISSING,
                "port",
                Integer.toString(port),
                "address",
                wanted,
                "elsewhere",
                others);
    }

    /** Takes packets to one of the addresses in question; when none is known, to any that is not loopback. */
    private boolean isReachable(Socket socket) {
        if (facts.servers.isEmpty()) {
            return socket.address().map(ip -> !isLoopback(ip)).orElse(true);
        }
        return facts.servers.stream().anyMatch(socket::takes);
    }

    private static boolean isLoopback(Ip ip) {
        return ip.isV6() ? ip.high() == 0 && ip.low() == 1 : ip.low() >>> 24 == 127;
    }

    /** Sockets that the client's packet would reach come first, bound ones before open ones, as the kernel prefers. */
    private int rank(Socket socket) {
        boolean loopback = socket.address().map(DaemonFacts::isLoopback).orElse(false);
        if (!isReachable(socket)) {
            return loopback ? 4 : 3;
        }
        return socket.address().isPresent() ? 0 : socket.v6() ? 2 : 1;
    }

    // --- processes

    private void processes() {
        Optional<List<HostProcess>> all = now.processes();
        if (all.isEmpty()) {
            return;
        }
        daemon(all.get(), IKE_PROCESSES, ikeName(), Vantage.IKE);
        daemon(all.get(), Set.of("xl2tpd"), "xl2tpd", Vantage.L2TP);
        sessions(all.get());
    }

    /** Which IKE daemon this host is meant to run. */
    private String ikeName() {
        for (HostState state : states()) {
            Optional<String> running = state.processes().orElse(List.of()).stream()
                    .map(HostProcess::name)
                    .filter(IKE_PROCESSES::contains)
                    .findFirst();
            Optional<String> software = state.ike().map(IkeStatus::software);
            if (running.isPresent()) {
                return running.get();
            }
            if (software.isPresent() && !software.get().isEmpty()) {
                return software.get().equals("libreswan") ? "pluto" : "charon";
            }
        }
        boolean libreswanWords = now.ipsecConf().stream().anyMatch(setting -> Set.of(
                        "ikev2", "ikev1-policy", "phase2alg", "virtual-private", "protostack", "pfs")
                .contains(setting.key()));
        boolean strongSwanWords = now.ipsecConf().stream()
                .anyMatch(setting -> Set.of("keyexchange", "charondebug", "esp").contains(setting.key()));
        if (libreswanWords == strongSwanWords) {
            return "charon or pluto";
        }
        return libreswanWords ? "pluto" : "charon";
    }

    private List<HostState> states() {
        var states = new ArrayList<HostState>();
        states.add(now);
        facts.then.ifPresent(states::add);
        return states;
    }

    private void daemon(List<HostProcess> all, Set<String> names, String shown, Vantage vantage) {
        List<HostProcess> running = running(all, names);
        Optional<List<HostProcess>> earlier =
                facts.then.flatMap(HostState::processes).map(list -> running(list, names));
        boolean same = earlier.isEmpty() || earlier.get().isEmpty() == running.isEmpty();
        boolean restarted = earlier.isPresent()
                && !running.isEmpty()
                && !earlier.get().isEmpty()
                && running.stream()
                        .noneMatch(process -> earlier.get().stream().anyMatch(old -> old.pid() == process.pid()));
        if (!same || restarted) {
            facts.tell(
                    vantage,
                    running.isEmpty()
                            ? new Evidence.Whole(now.sheet("ps.txt").name(), shown + " does not run any more")
                            : running.getFirst().line().evidence(),
                    List.of(),
                    Sign.PROCESS_CHANGED,
                    "process",
                    shown,
                    "before",
                    earlier.get().isEmpty() ? "missing" : "running",
                    "after",
                    running.isEmpty() ? "missing" : "running",
                    "restarted",
                    restarted ? "yes" : "");
        }
        if (running.isEmpty() && same) {
            facts.tell(
                    vantage,
                    new Evidence.Whole(now.sheet("ps.txt").name(), "no process " + shown),
                    List.of(),
                    Sign.PROCESS_MISSING,
                    "process",
                    shown);
        }
        if (same) {
            running.forEach(process -> runs(process, vantage));
        }
    }

    private static List<HostProcess> running(List<HostProcess> all, Set<String> names) {
        return all.stream()
                .filter(process -> names.contains(process.name()) && !process.isGone())
                .toList();
    }

    private void runs(HostProcess process, Vantage vantage) {
        facts.tell(
                vantage,
                process.line(),
                Sign.PROCESS_RUNNING,
                "process",
                process.name(),
                "state",
                process.state(),
                "pid",
                Long.toString(process.pid()));
    }

    /** pppd of this attempt, not of the sessions that were there before: one for each client that is connected. */
    private void sessions(List<HostProcess> all) {
        List<HostProcess> earlier = facts.then.flatMap(HostState::processes).orElse(List.of());
        all.stream()
                .filter(process -> process.name().equals("pppd"))
                .filter(process -> earlier.stream().noneMatch(old -> old.pid() == process.pid()))
                .limit(MOST_SESSIONS)
                .forEach(process -> runs(process, Vantage.PPP));
    }

    // --- what the IKE daemon says

    private void ike() {
        Optional<IkeStatus> status = now.ike().filter(IkeStatus::running);
        if (status.isEmpty()) {
            return;
        }
        IkeStatus ike = status.get();
        Line first = now.sheet("ipsec-status.txt").lines().getFirst();
        if (!ike.version().isEmpty()) {
            Line line =
                    now.sheet("ipsec-status.txt").firstContaining(ike.version()).orElse(first);
            facts.tell(Vantage.IKE, line, Sign.SOFTWARE_VERSION, "software", ike.software(), "version", ike.version());
        }
        ike.listening()
                .forEach(listening -> facts.tell(
                        Vantage.IKE,
                        listening.line(),
                        Sign.IKE_LISTENING,
                        "address",
                        listening.endpoint().ip().toString(),
                        "port",
                        listening.endpoint().port() == 0
                                ? ""
                                : Integer.toString(listening.endpoint().port())));
        ike.connections()
                .forEach(connection -> facts.tell(
                        Vantage.IKE, connection.line(), Sign.IKE_CONNECTION_LOADED, "name", connection.name()));
        boolean noneBefore = facts.then
                .flatMap(HostState::ike)
                .map(earlier -> earlier.connections().isEmpty())
                .orElse(true);
        if (ike.listed() && ike.connections().isEmpty() && noneBefore) {
            facts.tell(Vantage.IKE, ike.listLine().orElse(first), Sign.IKE_NO_CONNECTION_LOADED);
        }
        ike.unoriented()
                .forEach(connection -> facts.tell(
                        Vantage.IKE, connection.line(), Sign.IKE_CONNECTION_UNORIENTED, "name", connection.name()));
        ike.policy()
                .ifPresent(policy -> facts.tell(
                        Vantage.IKE,
                        policy.line(),
                        Sign.SETTING,
                        "file",
                        "ipsec-status.txt",
                        "key",
                        "ikev1-policy",
                        "value",
                        policy.name()));
        ike.overloaded().ifPresent(line -> facts.tell(Vantage.IKE, line, Sign.IKE_OVERLOADED));
    }

    private void units() {
        for (Unit unit : now.units()) {
            String name = unit.name().replace(".service", "");
            if (UNITS.contains(name)) {
                Vantage vantage =
                        switch (name) {
                            case "xl2tpd" -> Vantage.L2TP;
                            case "firewalld", "iptables" -> Vantage.FIREWALL;
                            default -> Vantage.IKE;
                        };
                facts.tell(
                        vantage,
                        unit.line(),
                        Sign.UNIT_STATE,
                        "unit",
                        name,
                        "active",
                        unit.property("ActiveState"),
                        "sub",
                        unit.property("SubState"),
                        "result",
                        unit.property("Result"),
                        "enabled",
                        unit.property("UnitFileState"));
            }
        }
    }
}
