package kiriwake.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kiriwake.check.Looked.Seen;
import kiriwake.event.Sign;
import kiriwake.net.Ip;

/** The packets that matter, walked through the rules; and what else netfilter has to do. */
final class FirewallChecks {
    /** Without these no client connects, or none can use the connection. */
    private static final List<String> NEEDED = List.of(
            "in-udp-500",
            "in-udp-4500",
            "in-l2tp-decrypted",
            "out-udp-500",
            "out-udp-4500",
            "out-l2tp",
            "forward-from-ppp",
            "forward-to-ppp");

    /** Only clients without a NAT in between need these. */
    private static final Set<String> SOME = Set.of("in-esp", "out-esp");

    static final List<Check> ALL = all();

    private FirewallChecks() {}

    private static List<Check> all() {
        var checks = new ArrayList<Check>();
        for (String packet : NEEDED) {
            checks.add(new Check("firewall-" + packet, Group.FIREWALL, (at, says) -> walk(at, says, packet)));
        }
        for (String packet : List.of("in-esp", "out-esp")) {
            checks.add(new Check("firewall-" + packet, Group.FIREWALL, (at, says) -> walk(at, says, packet)));
        }
        checks.add(new Check("firewall-in-l2tp-clear", Group.FIREWALL, FirewallChecks::clear));
        checks.add(new Check("firewall-masquerade", Group.FIREWALL, FirewallChecks::masquerade));
        checks.add(new Check("firewall-snat-own", Group.FIREWALL, FirewallChecks::ownAnswers));
        checks.add(new Check("firewall-banned", Group.FIREWALL, (at, says) -> at.told(Sign.ADDRESS_BANNED)
                .findFirst()
                .ifPresent(seen ->
                        says.fail("banned", seen, "address", seen.value("address"), "rule", seen.value("rule")))));
        checks.add(new Check("firewall-two-services", Group.FIREWALL, FirewallChecks::twoServices));
        checks.add(new Check("firewall-conntrack", Group.FIREWALL, FirewallChecks::conntrack));
        return List.copyOf(checks);
    }

    private static void walk(Looked at, Check.Says says, String packet) {
        Optional<Seen> found = at.first(Sign.FIREWALL_WALK, "packet", packet);
        if (found.isEmpty()) {
            // said once for all packets
            if (packet.equals("in-udp-500")) {
                at.missing("iptables-save-c.txt").ifPresent(says::unknown);
                if (noRules(at)) {
                    says.ok("no-rules");
                }
            }
            return;
        }
        Seen seen = found.get();
        String rule = seen.value("rule").isEmpty() ? seen.value("says") : seen.value("rule");
        String chain = seen.value("chain");
        boolean byPolicy = rule.startsWith("policy ");
        switch (seen.value("verdict")) {
            case "accept" -> says.ok(byPolicy ? "accept-policy" : "accept", seen, "rule", rule, "chain", chain);
            case "drop", "reject" -> {
                String verdict = byPolicy ? "drop-policy" : seen.value("verdict");
                String variant = verdict + (at.firewalld() ? ".firewalld" : "");
                if (SOME.contains(packet)) {
                    says.warn(variant, seen, "rule", rule, "chain", chain);
                } else {
                    says.fail(variant, seen, "rule", rule, "chain", chain);
                }
            }
            default -> says.unknown(seen.value("says"));
        }
    }

    /** Both were asked and neither has a rule. */
    private static boolean noRules(Looked at) {
        return at.has("iptables-save-c.txt")
                && at.text("iptables-save-c.txt").isBlank()
                && !at.text("nft-ruleset.json").contains("\"chain\"");
    }

    /** L2TP that was never encrypted is let in: it works for nobody, and lets anyone talk to xl2tpd. */
    private static void clear(Looked at, Check.Says says) {
        at.first(Sign.FIREWALL_WALK, "packet", "in-l2tp-clear").ifPresent(seen -> {
            if (seen.is("verdict", "accept")) {
                says.warn(at.firewalld() ? "open.firewalld" : "open", seen, "rule", seen.value("rule"));
            } else if (!seen.is("verdict", "unknown")) {
                says.ok("closed", seen, "rule", seen.value("rule"));
            }
        });
    }

    private static void masquerade(Looked at, Check.Says says) {
        nothingMasqueraded(at, says);
        at.told(Sign.MASQUERADE).findFirst().ifPresent(seen -> {
            String source = seen.value("source");
            if (seen.is("verdict", "yes")) {
                says.ok("yes", seen, "source", source);
            } else {
                says.fail(
                        at.firewalld() ? "no.firewalld" : "no",
                        seen,
                        "source",
                        source,
                        "interface",
                        seen.value("interface"),
                        "net",
                        net(source));
            }
        });
    }

    /** Without a rule in any table nothing is masqueraded either; another router may do it, or know the way back. */
    private static void nothingMasqueraded(Looked at, Check.Says says) {
        Optional<Seen> pool = at.setting("xl2tpd.conf", "lns", "ip range");
        Optional<Ip> first = pool.flatMap(one -> Ip.read(one.value("value").split("[-, ]", 2)[0]));
        if (noRules(at) && first.isPresent() && first.get().isPrivate()) {
            String source = pool.orElseThrow().value("value");
            String uplink = at.text("ip-route.txt")
                    .lines()
                    .filter(line -> line.startsWith("default"))
                    .map(line -> line.replaceAll(".*\\bdev (\\S+).*", "$1"))
                    .findFirst()
                    .orElse("eth0");
            says.warn("no-rules", "source", source, "interface", uplink, "net", net(source));
        }
    }

    /**
     * A rule that gives every packet another source, the answers of the daemons too: the client drops what comes from an
     * address it did not dial, and what misses its IPsec policy leaves unencrypted.
     */
    private static void ownAnswers(Looked at, Check.Says says) {
        at.text("iptables-save-c.txt")
                .lines()
                .filter(line -> line.contains("-A POSTROUTING ")
                        && line.contains(" -j SNAT ")
                        && !line.contains(" -s ")
                        && !line.contains("--pol none"))
                .limit(3)
                .forEach(line -> says.warn("snat", "rule", line.substring(line.indexOf("-A "))));
    }

    /** The /24 around the pool's first address, as a rule would name it. */
    private static String net(String source) {
        String first = source.split("[-, ]", 2)[0];
        int dot = first.lastIndexOf('.');
        return dot > 0 ? first.substring(0, dot) + ".0/24" : first;
    }

    private static void twoServices(Looked at, Check.Says says) {
        boolean firewalld =
                at.told(Sign.UNIT_STATE).anyMatch(one -> one.is("unit", "firewalld") && one.is("active", "active"));
        at.told(Sign.UNIT_STATE)
                .filter(one -> one.is("unit", "iptables") && one.is("active", "active") && firewalld)
                .findFirst()
                .ifPresent(one -> says.warn("both", one));
    }

    private static void conntrack(Looked at, Check.Says says) {
        Optional<Seen> full = at.told(Sign.CONNTRACK_FULL).findFirst();
        Optional<Seen> nearly = at.told(Sign.CONNTRACK_NEARLY_FULL).findFirst();
        if (full.isPresent()) {
            says.fail(
                    "full",
                    full.get(),
                    "count",
                    full.get().value("count"),
                    "most",
                    full.get().value("most"));
        } else if (nearly.isPresent()) {
            says.warn(
                    "nearly",
                    nearly.get(),
                    "count",
                    nearly.get().value("count"),
                    "most",
                    nearly.get().value("most"));
        } else if (at.text("sysctl.txt").contains("nf_conntrack_max")) {
            says.ok("room");
        }
    }
}
