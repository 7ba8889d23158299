package kiriwake.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kiriwake.check.Looked.Seen;
import kiriwake.event.Sign;

/** Settings and modules of the kernel. */
final class KernelChecks {
    private static final List<String> NEEDED = List.of("ppp_generic", "esp4", "xfrm_user");

    static final List<Check> ALL = List.of(
            new Check("kernel-ip-forward", Group.KERNEL, KernelChecks::forward),
            new Check("kernel-rp-filter", Group.KERNEL, KernelChecks::rpFilter),
            new Check("kernel-ipsec-disabled", Group.KERNEL, KernelChecks::disabled),
            new Check("kernel-redirects", Group.KERNEL, KernelChecks::redirects),
            new Check("kernel-local-ports", Group.KERNEL, KernelChecks::localPorts),
            new Check("kernel-policy-route", Group.KERNEL, KernelChecks::policyRoute),
            new Check("kernel-route-to-peer", Group.KERNEL, KernelChecks::routeToPeer),
            new Check("kernel-default-route", Group.KERNEL, KernelChecks::defaultRoute),
            new Check("kernel-modules", Group.KERNEL, KernelChecks::modules),
            new Check("kernel-l2tp-module", Group.KERNEL, KernelChecks::l2tp),
            new Check("kernel-dev-ppp", Group.KERNEL, KernelChecks::devPpp));

    private KernelChecks() {}

    private static Optional<Seen> sysctl(Looked at, String key) {
        return at.first(Sign.SYSCTL, "key", key);
    }

    private static void forward(Looked at, Check.Says says) {
        Optional<Seen> forward = sysctl(at, "net.ipv4.ip_forward");
        if (forward.isEmpty()) {
            at.missing("sysctl.txt").ifPresent(says::unknown);
        } else if (forward.get().is("value", "1")) {
            says.ok("on", forward.get());
        } else {
            says.fail("off", forward.get());
        }
    }

    /** Strict filtering is harmless on a host whose every answer leaves by the interface the question came in. */
    private static void rpFilter(Looked at, Check.Says says) {
        long cards = at.told(Sign.SERVER_ADDRESS)
                .map(one -> one.value("interface"))
                .distinct()
                .count();
        boolean ways = cards > 1 || at.told(Sign.POLICY_ROUTE).findAny().isPresent() || otherRoutes(at);
        List<Seen> strict = at.told(Sign.SYSCTL)
                .filter(one -> one.value("key").endsWith(".rp_filter") && one.is("value", "1"))
                .filter(one -> !one.value("interface").startsWith("ppp"))
                .toList();
        if (!strict.isEmpty() && ways) {
            Seen one = strict.getFirst();
            says.warn("strict", one, "interface", one.value("interface"));
        } else if (at.text("sysctl.txt").contains("rp_filter")) {
            says.ok(strict.isEmpty() ? "loose" : "one-way");
        }
    }

    /** A route by another interface than the default route's, which no session made. */
    private static boolean otherRoutes(Looked at) {
        List<String> devices = at.text("ip-route.txt")
                .lines()
                .map(line -> line.replaceAll(".*\\bdev (\\S+).*", "$1"))
                .filter(device -> !device.startsWith("ppp"))
                .distinct()
                .toList();
        return devices.size() > 1;
    }

    private static void disabled(Looked at, Check.Says says) {
        at.told(Sign.SYSCTL)
                .filter(one -> (one.value("key").endsWith(".disable_xfrm")
                                || one.value("key").endsWith(".disable_policy"))
                        && one.is("value", "1"))
                .forEach(one -> says.fail("disabled", one, "key", one.value("key")));
    }

    private static void redirects(Looked at, Check.Says says) {
        for (String key : List.of("net.ipv4.conf.all.send_redirects", "net.ipv4.conf.all.accept_redirects")) {
            sysctl(at, key).filter(one -> !one.is("value", "0")).ifPresent(one -> says.warn("on", one, "key", key));
        }
        if (says.saidNothingBad()
                && sysctl(at, "net.ipv4.conf.all.send_redirects").isPresent()) {
            says.ok("off");
        }
    }

    /** The kernel may give 4500 or 1701 away to somebody who asks for any port. */
    private static void localPorts(Looked at, Check.Says says) {
        Optional<Seen> range = sysctl(at, "net.ipv4.ip_local_port_range");
        String[] ends = range.map(one -> one.value("value")).orElse("").split("\\s+", 2);
        if (ends.length < 2 || !ends[0].matches("\\d{1,5}") || !ends[1].matches("\\d{1,5}")) {
            return;
        }
        int first = Integer.parseInt(ends[0]);
        String reserved = sysctl(at, "net.ipv4.ip_local_reserved_ports")
                .map(one -> one.value("value"))
                .orElse("");
        if (first <= 4500 && !reserved.contains("4500")) {
            says.warn("overlap", range.orElseThrow(), "first", ends[0], "last", ends[1]);
        }
    }

    private static void policyRoute(Looked at, Check.Says says) {
        at.told(Sign.POLICY_ROUTE).limit(4).forEach(one -> says.warn("rule", one, "rule", one.value("rule")));
    }

    private static void routeToPeer(Looked at, Check.Says says) {
        at.told(Sign.ROUTE_TO_PEER).findFirst().ifPresent(one -> {
            switch (one.value("verdict")) {
                case "none" -> says.fail("none", one);
                case "other-interface" ->
                    says.fail("other", one, "interface", one.value("interface"), "expected", one.value("expected"));
                default -> says.ok("there", one, "interface", one.value("interface"));
            }
        });
    }

    private static void defaultRoute(Looked at, Check.Says says) {
        if (!at.has("ip-route.txt")) {
            at.missing("ip-route.txt").ifPresent(says::unknown);
            return;
        }
        Optional<String> route = at.text("ip-route.txt")
                .lines()
                .filter(line -> line.startsWith("default"))
                .findFirst();
        if (route.isPresent()) {
            says.ok("there", "route", route.get().strip());
        } else {
            says.fail("none");
        }
    }

    /** {@code loaded}, {@code builtin}, {@code loadable}, {@code absent}, or empty when nothing is known. */
    private static String module(Looked at, String name) {
        boolean loaded = ("\n" + at.text("lsmod.txt")).contains("\n" + name + " ");
        return loaded ? "loaded" : knownModules(at).getOrDefault(name, "");
    }

    private static Map<String, String> knownModules(Looked at) {
        var known = new TreeMap<String, String>();
        at.text("kernel-modules.txt").lines().forEach(line -> {
            String[] words = line.split(" ", 2);
            if (words.length > 1) {
                known.put(words[0], words[1]);
            }
        });
        return known;
    }

    private static void modules(Looked at, Check.Says says) {
        Map<String, String> known = knownModules(at);
        boolean listed = at.has("lsmod.txt");
        if (known.getOrDefault("modules", "").equals("absent") && listed) {
            says.fail("folder", "kernel", known.getOrDefault("kernel", ""));
            return;
        }
        if (!listed) {
            at.missing("lsmod.txt").ifPresent(says::unknown);
            return;
        }
        List<String> absent = NEEDED.stream()
                .filter(name -> module(at, name).equals("absent"))
                .toList();
        if (!absent.isEmpty()) {
            says.fail("absent", "modules", String.join(", ", absent));
        } else if (NEEDED.stream().noneMatch(name -> module(at, name).isEmpty())) {
            says.ok("there");
        }
    }

    /** Without it xl2tpd does it by itself, more slowly; but its unit on EL 7 then does not start. */
    private static void l2tp(Looked at, Check.Says says) {
        switch (module(at, "l2tp_ppp")) {
            case "loaded", "builtin" -> says.ok("kernel");
            case "loadable" -> says.ok("loadable");
            case "absent" -> {
                if (at.has("lsmod.txt")) {
                    says.warn("absent", "kernel", knownModules(at).getOrDefault("kernel", ""));
                }
            }
            default -> {
                // not known
            }
        }
    }

    private static void devPpp(Looked at, Check.Says says) {
        String standing = at.standings().getOrDefault("/dev/ppp", "");
        String generic = module(at, "ppp_generic");
        if (standing.startsWith("other")) {
            says.ok("there");
        } else if (standing.equals("absent") && (generic.equals("loaded") || generic.equals("builtin"))) {
            says.fail("absent");
        }
    }
}
