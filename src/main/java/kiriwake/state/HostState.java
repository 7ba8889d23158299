package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.net.Ip;

/**
 * One snapshot of the server: what its commands printed at one time, read (DESIGN.md §4). Every file may be missing;
 * what is not understood is noted and left out. Keys and passwords are masked before anything is kept.
 */
public final class HostState {
    private static final Pattern NFT_CHAIN = Pattern.compile("\"chain\"\\s*:\\s*\\{([^{}]{0,600})}");
    private static final Pattern NFT_FAMILY = Pattern.compile("\"family\"\\s*:\\s*\"(\\w{1,16})\"");
    private static final Pattern NFT_TABLE = Pattern.compile("\"table\"\\s*:\\s*\"([^\"]{1,64})\"");
    private static final Set<String> IPTABLES_TABLES = Set.of("raw", "mangle", "nat", "filter", "security");
    private static final Set<String> KNOWN = Set.of(
            "iptables-save-c.txt",
            "ip6tables-save-c.txt",
            "nft-ruleset.json",
            "ss-lunp.txt",
            "ip-xfrm-state.txt",
            "ip-s-xfrm-state.txt",
            "ip-xfrm-policy.txt",
            "xfrm_stat.txt",
            "nstat.txt",
            "snmp.txt",
            "netstat.txt",
            "ip-addr.txt",
            "ip-route.txt",
            "ip-route-get.txt",
            "ip-rule.txt",
            "sysctl.txt",
            "conntrack.txt",
            "lsmod.txt",
            "ps.txt",
            "ipsec-status.txt",
            "ipsec.conf",
            "xl2tpd.conf",
            "systemctl.txt",
            "getenforce.txt",
            "date.txt",
            "uptime.txt",
            "firewall-cmd.txt",
            "ipset.txt",
            "pppol2tp.txt",
            "files.txt",
            "versions.txt",
            "kernel-modules.txt",
            "timedatectl.txt",
            "chronyc.txt",
            "df.txt",
            "strongswan.conf",
            "swanctl.conf",
            "chap-secrets.redacted",
            "ipsec.secrets.redacted");

    private final Map<String, Sheet> sheets;
    private final List<Note> notes;
    private final Optional<Ruleset> rules;
    private final Optional<Ruleset> rules6;
    private final IpSets sets;
    private final Optional<List<Socket>> sockets;
    private final Optional<List<SecurityAssociation>> associations;
    private final Optional<List<XfrmPolicy>> policies;
    private final Tally tally;
    private final List<Card> cards;
    private final List<Route> routes;
    private final List<Route> routeAnswers;
    private final List<PolicyRule> policyRules;
    private final List<Setting> sysctls;
    private final Optional<List<Flow>> flows;
    private final Optional<Set<String>> modules;
    private final Optional<List<HostProcess>> processes;
    private final Optional<IkeStatus> ike;
    private final List<Setting> ipsecConf;
    private final List<Setting> xl2tpdConf;
    private final List<Setting> pppOptions;
    private final List<Setting> firewallCmd;
    private final List<Unit> units;
    private final Optional<ServerClock> clock;
    private final boolean nftables;

    private HostState(Map<String, Sheet> sheets) {
        var noted = new Notes();
        this.sheets = java.util.Collections.unmodifiableMap(new TreeMap<>(sheets));
        this.rules = given("iptables-save-c.txt").flatMap(sheet -> IptablesSave.read(sheet, noted));
        this.rules6 = given("ip6tables-save-c.txt").flatMap(sheet -> IptablesSave.read(sheet, noted));
        this.sets = IpSets.read(sheet("ipset.txt"), noted);
        this.sockets = given("ss-lunp.txt").map(sheet -> Socket.read(sheet, noted));
        this.associations = given("ip-s-xfrm-state.txt")
                .or(() -> given("ip-xfrm-state.txt"))
                .map(sheet -> SecurityAssociation.read(sheet, noted));
        this.policies = given("ip-xfrm-policy.txt").map(sheet -> XfrmPolicy.read(sheet, noted));
        this.tally = Tally.read(
                List.of(sheet("xfrm_stat.txt"), sheet("snmp.txt"), sheet("netstat.txt"), sheet("nstat.txt")), noted);
        this.cards = Card.read(sheet("ip-addr.txt"), noted);
        this.routes = Route.read(sheet("ip-route.txt"), noted);
        this.routeAnswers = Route.answers(sheet("ip-route-get.txt"), noted);
        this.policyRules = PolicyRule.read(sheet("ip-rule.txt"), noted);
        this.sysctls = Setting.ofSysctl(sheet("sysctl.txt"), noted);
        this.flows = given("conntrack.txt").map(sheet -> Flow.read(sheet, noted));
        this.modules = modules(sheet("lsmod.txt"));
        this.processes = given("ps.txt").flatMap(sheet -> HostProcess.read(sheet, noted));
        this.ike = given("ipsec-status.txt").flatMap(sheet -> IkeStatus.read(sheet, noted));
        this.ipsecConf = ipsecConf(noted);
        this.xl2tpdConf = Setting.ofXl2tpdConf(sheet("xl2tpd.conf"), noted);
        var options = new ArrayList<Setting>();
        sheets.forEach((kind, sheet) -> {
            if (kind.startsWith("options")) {
                options.addAll(Setting.ofPppOptions(sheet));
            } else if (!KNOWN.contains(kind)
                    && !isIncluded(kind)
                    && !kind.startsWith("strongswan.d-")
                    && !kind.startsWith("swanctl.d-")) {
                noted.add(sheet.name(), 0, "is no file of a snapshot that is known here");
            }
        });
        this.pppOptions = List.copyOf(options);
        this.firewallCmd = Setting.ofFirewallCmd(sheet("firewall-cmd.txt"));
        this.units = Unit.read(sheet("systemctl.txt"), noted);
        this.clock =
                given("date.txt").flatMap(sheet -> ServerClock.read(sheet, rules.flatMap(Ruleset::printed), noted));
        this.nftables = hasOwnNftables(noted);
        this.notes = noted.toList();
    }

    /** @param files name of the file, without folder, to its text */
    public static HostState read(Map<String, String> files) {
        return read("", files);
    }

    /** @param folder how evidence names the folder: {@code server/state/after} */
    public static HostState read(String folder, Map<String, String> files) {
        var sheets = new TreeMap<String, Sheet>();
        String before = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
        files.forEach((name, text) -> sheets.put(name, Sheet.of(before + name, name, text)));
        return new HostState(sheets);
    }

    /** What was not understood, file by file. */
    public List<Note> notes() {
        return notes;
    }

    /** From {@code date.txt}. */
    public Optional<ServerClock> clock() {
        return clock;
    }

    /** The host's own addresses, tunnels and loopback included. */
    public Set<Ip> ownAddresses() {
        var own = new java.util.LinkedHashSet<Ip>();
        cards.forEach(card -> card.addresses().forEach(address -> own.add(address.ip())));
        return java.util.Collections.unmodifiableSet(own);
    }

    private Optional<Sheet> given(String kind) {
        return Optional.ofNullable(sheets.get(kind)).filter(sheet -> !sheet.isBlank());
    }

    /** An empty sheet if the file is not there. */
    Sheet sheet(String kind) {
        return sheets.getOrDefault(kind, Sheet.none(kind));
    }

    /** The file is there, be it empty. */
    boolean has(String kind) {
        return sheets.containsKey(kind);
    }

    /** A file that ipsec.conf includes, as {@code /etc/ipsec.d/office.conf}. */
    private static boolean isIncluded(String kind) {
        return kind.startsWith("ipsec.d-") && kind.endsWith(".conf");
    }

    /** ipsec.conf and what it includes, where a snapshot has that. */
    private List<Setting> ipsecConf(Notes noted) {
        boolean complete = sheets.keySet().stream().anyMatch(HostState::isIncluded);
        var settings = new ArrayList<>(Setting.ofIpsecConf(sheet("ipsec.conf"), noted, complete));
        sheets.forEach((kind, sheet) -> {
            if (isIncluded(kind)) {
                settings.addAll(Setting.ofIpsecConf(sheet, noted, complete));
            }
        });
        return List.copyOf(settings);
    }

    private static Optional<Set<String>> modules(Sheet sheet) {
        var names = new TreeSet<String>();
        boolean head = false;
        for (Line line : sheet.lines()) {
            List<String> words = line.words();
            if (!words.isEmpty() && words.getFirst().equals("Module")) {
                head = true;
            } else if (words.size() >= 3) {
                names.add(words.getFirst());
            }
        }
        return head ? Optional.of(java.util.Collections.unmodifiableSet(names)) : Optional.empty();
    }

    /** nftables rules of their own are not read here; it only matters that they are there. */
    private boolean hasOwnNftables(Notes noted) {
        Sheet sheet = sheet("nft-ruleset.json");
        if (sheet.isBlank()) {
            return false;
        }
        var text = new StringBuilder();
        sheet.lines().forEach(line -> text.append(line.text()).append('\n'));
        boolean translated = rules.map(Ruleset::overNftables).orElse(false);
        boolean own = false;
        Matcher chain = NFT_CHAIN.matcher(text);
        while (chain.find()) {
            if (chain.group(1).contains("\"hook\"")) {
                String family = first(NFT_FAMILY, chain.group(1));
                String table = first(NFT_TABLE, chain.group(1));
                own |= !translated || !family.startsWith("ip") || !IPTABLES_TABLES.contains(table);
            }
        }
        if (own) {
            noted.add(sheet.name(), 0, "holds nftables rules, which are not read: what iptables accepts they may drop");
        }
        return own;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    // --- for the facts

    Optional<Ruleset> rules(boolean v6) {
        return v6 ? rules6 : rules;
    }

    /** Rules that are not read may decide as well. */
    boolean hasOtherRules(boolean v6) {
        return nftables;
    }

    IpSets sets() {
        return sets;
    }

    Optional<List<Socket>> sockets() {
        return sockets;
    }

    /** Empty when the command did not run; an empty file means that there are none. */
    Optional<List<SecurityAssociation>> associations() {
        boolean asked = has("ip-xfrm-state.txt") || has("ip-s-xfrm-state.txt");
        return associations.or(() -> asked ? Optional.of(List.of()) : Optional.empty());
    }

    Optional<List<XfrmPolicy>> policies() {
        return policies;
    }

    Tally tally() {
        return tally;
    }

    List<Card> cards() {
        return cards;
    }

    List<Route> routes() {
        return routes;
    }

    /** What the kernel answered to {@code ip route get}. */
    List<Route> routeAnswers() {
        return routeAnswers;
    }

    List<PolicyRule> policyRules() {
        return policyRules;
    }

    List<Setting> sysctls() {
        return sysctls;
    }

    Optional<Setting> sysctl(String key) {
        return sysctls.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    Optional<List<Flow>> flows() {
        return flows;
    }

    Optional<Set<String>> modules() {
        return modules;
    }

    Optional<List<HostProcess>> processes() {
        return processes;
    }

    Optional<IkeStatus> ike() {
        return ike;
    }

    List<Setting> ipsecConf() {
        return ipsecConf;
    }

    List<Setting> xl2tpdConf() {
        return xl2tpdConf;
    }

    List<Setting> pppOptions() {
        return pppOptions;
    }

    List<Setting> firewallCmd() {
        return firewallCmd;
    }

    List<Unit> units() {
        return units;
    }

    /** Whole seconds since the host started, from {@code /proc/uptime}. */
    OptionalLong uptime() {
        List<Line> lines = sheet("uptime.txt").lines();
        List<String> words = lines.isEmpty() ? List.of() : lines.getFirst().words();
        if (words.size() != 2) {
            return OptionalLong.empty();
        }
        int dot = words.getFirst().indexOf('.');
        return Numbers.read(dot < 0 ? words.getFirst() : words.getFirst().substring(0, dot));
    }

    /** Addresses that a client could dial: not loopback, not link-local, no end of a tunnel. */
    List<Card.Own> dialled() {
        var all = new ArrayList<Card.Own>();
        for (Card card : cards) {
            if (!card.name().equals("lo") && !card.isTunnel()) {
                card.addresses().stream()
                        .filter(own ->
                                !own.scope().equals("link") && !own.scope().equals("host"))
                        .forEach(all::add);
            }
        }
        return List.copyOf(all);
    }

    /** The card that has an address. */
    Optional<String> cardOf(Ip ip) {
        for (Card card : cards) {
            if (card.addresses().stream().anyMatch(own -> own.ip().equals(ip))) {
                return Optional.of(card.name());
            }
        }
        return Optional.empty();
    }
}
