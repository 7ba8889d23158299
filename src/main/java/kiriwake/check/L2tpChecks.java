package kiriwake.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kiriwake.check.Looked.Seen;
import kiriwake.event.Sign;
import kiriwake.net.Ip;

/** xl2tpd.conf by itself, and against the host and the files it names. */
final class L2tpChecks {
    private static final String FILE = "xl2tpd.conf";
    private static final Set<String> YES = Set.of("yes", "true", "1");
    /** Networks that home routers come with: a pool in one of them hides it from the client, or is hidden by it. */
    private static final List<String> HOME_NETS = List.of(
            "192.168.0.", "192.168.1.", "192.168.2.", "192.168.10.", "192.168.11.", "10.0.0.", "10.0.1.", "172.16.0.");

    static final List<Check> ALL = List.of(
            new Check("l2tp-conf", Group.L2TP, L2tpChecks::conf),
            new Check("l2tp-port", Group.L2TP, L2tpChecks::port),
            new Check("l2tp-listen-addr", Group.L2TP, L2tpChecks::listen),
            new Check("l2tp-access-control", Group.L2TP, L2tpChecks::access),
            new Check("l2tp-challenge", Group.L2TP, L2tpChecks::challenge),
            new Check("l2tp-saref", Group.L2TP, L2tpChecks::saref),
            new Check("l2tp-pool", Group.L2TP, L2tpChecks::pool),
            new Check("l2tp-auth", Group.L2TP, L2tpChecks::auth),
            new Check("l2tp-optfile", Group.L2TP, L2tpChecks::optionFile));

    private L2tpChecks() {}

    private static Optional<Seen> get(Looked at, String key) {
        return at.setting(FILE, key);
    }

    private static boolean says(Optional<Seen> setting) {
        return setting.map(one -> YES.contains(one.value("value").toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    private static void conf(Looked at, Check.Says says) {
        boolean lns =
                at.settings(FILE).stream().anyMatch(one -> one.value("section").startsWith("lns"));
        if (at.has(FILE) && !lns) {
            says.fail("no-lns");
        } else if (lns) {
            says.ok("lns");
        } else {
            at.missing(FILE).ifPresent(says::unknown);
        }
    }

    private static void port(Looked at, Check.Says says) {
        get(at, "port")
                .filter(one -> !one.is("value", "1701"))
                .ifPresent(one -> says.fail("other", one, "value", one.value("value")));
    }

    private static void listen(Looked at, Check.Says says) {
        List<String> own =
                at.told(Sign.SERVER_ADDRESS).map(one -> one.value("address")).toList();
        get(at, "listen-addr").filter(one -> !one.is("value", "0.0.0.0")).ifPresent(one -> {
            if (!own.isEmpty() && !own.contains(one.value("value"))) {
                says.fail("foreign", one, "value", one.value("value"), "own", String.join(", ", own));
            } else {
                says.ok("own", one, "value", one.value("value"));
            }
        });
    }

    private static void access(Looked at, Check.Says says) {
        Optional<Seen> control = get(at, "access control");
        Optional<Seen> range = at.setting(FILE, "lns", "lac");
        if (says(control) && range.isEmpty()) {
            says.fail("on", control.orElseThrow());
        } else if (range.isPresent()) {
            says.warn("range", range.get(), "value", range.get().value("value"));
        }
    }

    private static void challenge(Looked at, Check.Says says) {
        Optional<Seen> challenge = at.setting(FILE, "lns", "challenge");
        if (says(challenge)) {
            says.fail("on", challenge.orElseThrow());
        }
    }

    private static void saref(Looked at, Check.Says says) {
        Optional<Seen> saref = get(at, "ipsec saref");
        if (says(saref)) {
            says.warn("on", saref.orElseThrow());
        }
    }

    private static void pool(Looked at, Check.Says says) {
        Optional<Seen> range = at.setting(FILE, "lns", "ip range");
        Optional<Seen> local = at.setting(FILE, "lns", "local ip");
        if (at.settings(FILE).isEmpty()) {
            return;
        }
        if (range.isEmpty()) {
            says.warn("missing");
            return;
        }
        Seen seen = range.get();
        String value = seen.value("value");
        long size = 0;
        boolean broken = false;
        boolean holdsLocal = false;
        Optional<Ip> server = local.flatMap(one -> Ip.read(one.value("value")));
        for (String part : value.split(",", -1)) {
            String[] ends = part.strip().split("\\s*-\\s*", 2);
            Optional<Ip> first = Ip.read(ends[0]);
            Optional<Ip> last = ends.length > 1 ? last(ends[0], ends[1]) : first;
            if (first.isEmpty()
                    || last.isEmpty()
                    || last.get().low() < first.get().low()) {
                broken = true;
                continue;
            }
            size += last.get().low() - first.get().low() + 1;
            holdsLocal |= server.map(ip -> ip.low() >= first.get().low()
                            && ip.low() <= last.get().low())
                    .orElse(false);
        }
        Optional<String> home = HOME_NETS.stream().filter(value::startsWith).findFirst();
        if (broken) {
            says.fail("broken", seen, "value", value);
        } else if (local.isEmpty()) {
            says.fail("no-local", seen);
        } else if (holdsLocal) {
            says.fail("holds-local", seen, "value", value, "local", local.get().value("value"));
        } else if (size < 2) {
            says.warn("small", seen, "value", value, "size", Long.toString(size));
        } else if (home.isPresent()) {
            says.warn("home", seen, "value", value, "net", home.get() + "0/24");
        } else {
            says.ok("good", seen, "value", value, "size", Long.toString(size));
        }
    }

    /** xl2tpd lets the last address be written as its last part alone. */
    private static Optional<Ip> last(String first, String last) {
        int dot = first.lastIndexOf('.');
        return last.contains(".") || last.contains(":") || dot < 0
                ? Ip.read(last)
                : Ip.read(first.substring(0, dot + 1) + last);
    }

    private static void auth(Looked at, Check.Says says) {
        Optional<Seen> refuseChap = get(at, "refuse chap");
        Optional<Seen> requirePap = get(at, "require pap");
        Optional<Seen> refusePap = get(at, "refuse pap");
        Optional<Seen> refuseAll = get(at, "refuse authentication");
        boolean wantsChap = at.told(Sign.SETTING)
                .anyMatch(one -> one.value("file").startsWith("options")
                        && one.value("key").matches("require-(mschap|chap).*"));
        if (says(refuseAll)) {
            says.warn("refused", refuseAll.orElseThrow());
        } else if (says(refuseChap) && wantsChap) {
            says.fail("chap-both", refuseChap.orElseThrow());
        } else if (says(requirePap) && says(refusePap)) {
            says.fail("pap-both", requirePap.orElseThrow());
        } else if (says(requirePap)) {
            says.warn("pap", requirePap.orElseThrow());
        }
    }

    private static void optionFile(Looked at, Check.Says says) {
        Optional<Seen> file = at.setting(FILE, "lns", "pppoptfile");
        if (at.settings(FILE).isEmpty()) {
            return;
        }
        if (file.isEmpty()) {
            says.warn("missing");
            return;
        }
        String path = file.get().value("value");
        String base = path.substring(path.lastIndexOf('/') + 1);
        boolean there = at.has(base) || at.has("options." + base);
        boolean looked = at.has("files.txt");
        if (there) {
            says.ok("there", file.get(), "path", path);
        } else if (looked && at.missing(base).isEmpty()) {
            says.fail("absent", file.get(), "path", path);
        } else {
            says.unknown(at.missing(base).orElse(path));
        }
    }
}
