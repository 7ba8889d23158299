package kiriwake.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiriwake.check.Looked.Seen;
import kiriwake.event.Sign;

/** The daemons run, listen where clients come in, and have something loaded. */
final class DaemonChecks {
    private static final Set<String> IKE = Set.of("pluto", "charon");
    /** Octets in a socket's queue that a daemon which reads would not leave there. */
    private static final long WAITING = 1;

    static final List<Check> ALL = List.of(
            new Check("ike-daemon", Group.DAEMONS, DaemonChecks::ikeDaemon),
            new Check("ike-two-daemons", Group.DAEMONS, DaemonChecks::twoDaemons),
            new Check("ike-socket-500", Group.DAEMONS, (at, says) -> socket(at, says, "500", IKE)),
            new Check("ike-socket-4500", Group.DAEMONS, (at, says) -> socket(at, says, "4500", IKE)),
            new Check("ike-connection", Group.DAEMONS, DaemonChecks::connection),
            new Check("ike-overloaded", Group.DAEMONS, (at, says) -> at.told(Sign.IKE_OVERLOADED)
                    .findFirst()
                    .ifPresent(seen -> says.warn("overloaded", seen))),
            new Check("l2tp-daemon", Group.DAEMONS, DaemonChecks::l2tpDaemon),
            new Check("l2tp-socket-1701", Group.DAEMONS, (at, says) -> socket(at, says, "1701", Set.of("xl2tpd"))),
            new Check("pppd-program", Group.DAEMONS, DaemonChecks::pppd),
            new Check("unit-failed", Group.DAEMONS, DaemonChecks::failed),
            new Check("unit-enabled", Group.DAEMONS, DaemonChecks::enabled));

    private DaemonChecks() {}

    private static void ikeDaemon(Looked at, Check.Says says) {
        process(at, says, IKE, at.ikeUnit());
    }

    private static void l2tpDaemon(Looked at, Check.Says says) {
        process(at, says, Set.of("xl2tpd"), "xl2tpd");
    }

    private static void process(Looked at, Check.Says says, Set<String> names, String unit) {
        Optional<Seen> running = at.told(Sign.PROCESS_RUNNING)
                .filter(one -> names.contains(one.value("process")))
                .findFirst();
        if (running.isPresent()) {
            Seen seen = running.get();
            boolean stopped = seen.value("state").startsWith("T");
            if (stopped) {
                says.fail("stopped", seen, "process", seen.value("process"), "pid", seen.value("pid"));
            } else {
                says.ok("runs", seen, "process", seen.value("process"), "pid", seen.value("pid"));
            }
            return;
        }
        Optional<Seen> missing = at.told(Sign.PROCESS_MISSING)
                .filter(one ->
                        names.stream().anyMatch(name -> one.value("process").contains(name)))
                .findFirst();
        if (missing.isPresent()) {
            String name = missing.get().value("process").replace(" or ", "/");
            says.fail("missing", missing.get(), "process", name, "unit", unit);
        } else {
            at.missing("ps.txt").ifPresent(says::unknown);
        }
    }

    private static void twoDaemons(Looked at, Check.Says says) {
        List<Seen> running = at.told(Sign.PROCESS_RUNNING)
                .filter(one -> IKE.contains(one.value("process")))
                .toList();
        long kinds =
                running.stream().map(one -> one.value("process")).distinct().count();
        if (kinds > 1) {
            says.fail("both", running.getLast());
        }
    }

    private static void socket(Looked at, Check.Says says, String port, Set<String> owners) {
        List<Seen> listening = at.told(Sign.SOCKET_LISTENING)
                .filter(one -> one.is("port", port) && one.is("reachable", "yes"))
                .toList();
        Optional<Seen> missing = at.first(Sign.SOCKET_MISSING, "port", port);
        if (listening.isEmpty() && missing.isEmpty()) {
            at.missing("ss-lunp.txt").ifPresent(says::unknown);
            return;
        }
        if (listening.isEmpty()) {
            Seen seen = missing.orElseThrow();
            boolean elsewhere = !seen.value("elsewhere").isEmpty();
            says.fail(
                    elsewhere ? "elsewhere" : "missing",
                    seen,
                    "port",
                    port,
                    "address",
                    seen.value("address"),
                    "elsewhere",
                    seen.value("elsewhere"),
                    "unit",
                    port.equals("1701") ? "xl2tpd" : at.ikeUnit());
            return;
        }
        Seen first = listening.getFirst();
        String process = first.value("process");
        String address = String.join(
                ", ",
                listening.stream().map(one -> one.value("address")).distinct().toList());
        Optional<Seen> waiting = listening.stream()
                .filter(one -> number(one.value("queued")) >= WAITING)
                .findFirst();
        // xl2tpd's name is not told to those without rights; the kernel's own sockets have none
        boolean foreign = !process.isEmpty() && owners.stream().noneMatch(process::startsWith);
        if (foreign) {
            says.fail("foreign", first, "port", port, "process", process, "address", address);
        } else if (waiting.isPresent()) {
            says.fail(
                    "waiting",
                    waiting.get(),
                    "port",
                    port,
                    "process",
                    process,
                    "queued",
                    waiting.get().value("queued"));
        } else {
            List<String> bare = uncovered(at, listening);
            if (process.isEmpty()) {
                // whose socket it is, the kernel tells to root only
                says.ok("somebody", first, "address", address);
            } else if (bare.isEmpty()) {
                says.ok("listens", first, "port", port, "process", process, "address", address);
            } else {
                says.warn("partly", first, "process", process, "address", address, "bare", String.join(", ", bare));
            }
        }
    }

    /** IPv4 addresses of this host where nobody listens though clients may dial them. */
    private static List<String> uncovered(Looked at, List<Seen> listening) {
        List<String> bound = listening.stream().map(one -> one.value("address")).toList();
        if (bound.contains("0.0.0.0") || bound.contains("*") || bound.contains("::")) {
            return List.of();
        }
        return at.told(Sign.SERVER_ADDRESS)
                .map(one -> one.value("address"))
                .filter(ip -> !ip.contains(":") && !bound.contains(ip))
                .distinct()
                .toList();
    }

    private static long number(String text) {
        return text.matches("\\d{1,12}") ? Long.parseLong(text) : 0;
    }

    private static void connection(Looked at, Check.Says says) {
        List<Seen> loaded = at.told(Sign.IKE_CONNECTION_LOADED).toList();
        Optional<Seen> none = at.told(Sign.IKE_NO_CONNECTION_LOADED).findFirst();
        Optional<Seen> unoriented = at.told(Sign.IKE_CONNECTION_UNORIENTED).findFirst();
        if (unoriented.isPresent()) {
            says.fail("unoriented", unoriented.get(), "name", unoriented.get().value("name"));
        } else if (!loaded.isEmpty()) {
            says.ok(
                    "loaded",
                    loaded.getFirst(),
                    "names",
                    String.join(
                            ", ",
                            loaded.stream()
                                    .map(one -> one.value("name"))
                                    .distinct()
                                    .limit(4)
                                    .toList()));
        } else if (none.isPresent()) {
            says.fail("none", none.get(), "unit", at.ikeUnit(), "check", addconn(at));
        } else if (at.told(Sign.PROCESS_MISSING).noneMatch(one -> !one.is("process", "xl2tpd"))) {
            // a daemon that does not run has nothing to say, and that is said already
            at.missing("ipsec-status.txt").ifPresent(says::unknown);
        }
    }

    /** How the daemon's own look at its file is called. */
    private static String addconn(Looked at) {
        return at.ike().equals("libreswan")
                ? "ipsec addconn --checkconfig"
                : "journalctl -u " + at.ikeUnit() + " -n 50";
    }

    private static void pppd(Looked at, Check.Says says) {
        String path = "/usr/sbin/pppd";
        Map<String, String> standings = at.standings();
        String standing = standings.getOrDefault(path, "");
        String version = at.versions().getOrDefault("pppd", "");
        if (standing.equals("absent") && version.isEmpty()) {
            says.fail("absent");
        } else if (standing.startsWith("file ") && standing.charAt(7) != 'x' && standing.charAt(7) != 's') {
            says.fail("not-executable", "mode", standing.split(" ", -1)[1]);
        } else if (!version.isEmpty()) {
            says.ok("installed", "version", version);
        }
    }

    private static void failed(Looked at, Check.Says says) {
        at.told(Sign.UNIT_STATE)
                .filter(one -> one.is("active", "failed"))
                .forEach(one -> says.fail("failed", one, "unit", one.value("unit"), "result", one.value("result")));
    }

    private static void enabled(Looked at, Check.Says says) {
        List<Seen> active = at.told(Sign.UNIT_STATE)
                .filter(one -> one.is("active", "active"))
                .toList();
        active.stream()
                .filter(one -> one.is("enabled", "disabled"))
                .forEach(one -> says.warn("disabled", one, "unit", one.value("unit")));
        if (!active.isEmpty() && says.saidNothingBad()) {
            says.ok(
                    "enabled",
                    "units",
                    String.join(
                            ", ", active.stream().map(one -> one.value("unit")).toList()));
        }
    }
}
