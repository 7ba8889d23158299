package kiriwake.state;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import kiriwake.event.Sign;
import kiriwake.event.Vantage;
import kiriwake.state.HostFacts.Facts;

/** Settings of the daemons' own files that a rule may hang on. */
final class SettingFacts {
    private static final Set<String> IPSEC = Set.of(
            "aggressive",
            "aggrmode",
            "also",
            "auth",
            "authby",
            "auto",
            "dpdaction",
            "dpddelay",
            "dpdtimeout",
            "encapsulation",
            "esp",
            "forceencaps",
            "fragmentation",
            "ike",
            "ikelifetime",
            "ikev1-policy",
            "ikev2",
            "interfaces",
            "keyexchange",
            "keylife",
            "left",
            "leftauth",
            "leftid",
            "leftprotoport",
            "leftsubnet",
            "lifetime",
            "listen",
            "nat-ikev1-method",
            "nat_traversal",
            "pfs",
            "phase2alg",
            "protostack",
            "rekey",
            "right",
            "rightauth",
            "rightid",
            "rightprotoport",
            "rightsubnet",
            "salifetime",
            "sha2-truncbug",
            "sha2_truncbug",
            "type",
            "uniqueids",
            "virtual-private",
            "virtual_private");

    private static final Set<String> XL2TPD = Set.of(
            "access control",
            "assign ip",
            "auth file",
            "challenge",
            "exclusive",
            "flow bit",
            "force userspace",
            "hidden bit",
            "ip range",
            "ipsec saref",
            "lac",
            "length bit",
            "listen-addr",
            "local ip",
            "max retries",
            "name",
            "no lac",
            "no ip range",
            "port",
            "pppoptfile",
            "refuse authentication",
            "refuse chap",
            "refuse pap",
            "require authentication",
            "require chap",
            "require pap",
            "saref refinfo",
            "tunnel rws");

    private static final Set<String> PPP = Set.of(
            "auth",
            "cdtrcts",
            "connect-delay",
            "crtscts",
            "defaultroute",
            "file",
            "idle",
            "ipcp-accept-local",
            "ipcp-accept-remote",
            "local",
            "lock",
            "maxconnect",
            "modem",
            "mppe",
            "mru",
            "ms-dns",
            "mtu",
            "name",
            "noauth",
            "noccp",
            "nodefaultroute",
            "nolock",
            "nomppe",
            "noproxyarp",
            "plugin",
            "proxyarp",
            "xonxoff");

    private SettingFacts() {}

    static void tell(Facts facts) {
        each(facts, HostState::ipsecConf, "ipsec.conf", Vantage.IKE, IPSEC::contains);
        each(facts, HostState::xl2tpdConf, "xl2tpd.conf", Vantage.L2TP, XL2TPD::contains);
        each(facts, HostState::pppOptions, "", Vantage.PPP, SettingFacts::isPppWord);
        each(
                facts,
                HostState::firewallCmd,
                "firewall-cmd.txt",
                Vantage.FIREWALL,
                Set.of("state", "target", "interfaces", "services", "ports", "protocols", "masquerade", "rich rules")
                        ::contains);
        enforcing(facts);
    }

    private static boolean isPppWord(String word) {
        return PPP.contains(word)
                || word.startsWith("require-")
                || word.startsWith("refuse-")
                || word.startsWith("lcp-")
                || word.startsWith("+")
                || word.startsWith("-")
                || word.contains("mppe");
    }

    private static void each(
            Facts facts,
            Function<HostState, List<Setting>> source,
            String name,
            Vantage vantage,
            java.util.function.Predicate<String> wanted) {
        List<Setting> now = source.apply(facts.now);
        Optional<List<Setting>> then = facts.then.map(source).filter(list -> !list.isEmpty());
        for (Setting setting : now) {
            if (!wanted.test(setting.key())) {
                continue;
            }
            boolean changed = then.isPresent()
                    && then.get().stream()
                            .noneMatch(earlier -> earlier.section().equals(setting.section())
                                    && earlier.key().equals(setting.key())
                                    && earlier.value().equals(setting.value()));
            if (changed) {
                facts.changed(setting.line(), setting.key() + " was changed or added between the snapshots");
                continue;
            }
            String file = setting.line().file();
            facts.tell(
                    vantage,
                    setting.line(),
                    Sign.SETTING,
                    "file",
                    name.isEmpty() ? file.substring(file.lastIndexOf('/') + 1) : name,
                    "section",
                    setting.section(),
                    "key",
                    setting.key(),
                    "value",
                    setting.value());
        }
    }

    private static void enforcing(Facts facts) {
        List<Line> lines = facts.now.sheet("getenforce.txt").lines();
        if (!lines.isEmpty()
                && List.of("enforcing", "permissive", "disabled")
                        .contains(lines.getFirst().text().strip().toLowerCase(Locale.ROOT))) {
            facts.tell(
                    Vantage.KERNEL,
                    lines.getFirst(),
                    Sign.SETTING,
                    "file",
                    "getenforce.txt",
                    "key",
                    "selinux",
                    "value",
                    lines.getFirst().text().strip().toLowerCase(Locale.ROOT));
        }
    }
}
