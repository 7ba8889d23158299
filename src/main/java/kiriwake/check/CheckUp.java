package kiriwake.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.net.Ip;
import kiriwake.source.host.Gap;
import kiriwake.source.host.Loss;
import kiriwake.state.HostFacts;
import kiriwake.state.HostState;

/**
 * All checks on one snapshot.
 *
 * @param findings in the order of the groups and of the checks in them
 * @param software name to version, of what is installed: {@code os}, {@code kernel}, {@code libreswan}, {@code xl2tpd} …
 */
public record CheckUp(List<Finding> findings, Map<String, String> software) {
    private static final List<Check> CHECKS = checks();

    public CheckUp {
        findings = List.copyOf(findings);
        software = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(software));
    }

    private static List<Check> checks() {
        var all = new ArrayList<Check>();
        all.addAll(DaemonChecks.ALL);
        all.addAll(IpsecChecks.ALL);
        all.addAll(L2tpChecks.ALL);
        all.addAll(PppChecks.ALL);
        all.addAll(FirewallChecks.ALL);
        all.addAll(KernelChecks.ALL);
        all.addAll(HostChecks.ALL);
        return List.copyOf(all);
    }

    /**
     * @param files of the snapshot: name to text (DESIGN.md §4)
     * @param gaps what the snapshot should hold and does not
     * @param losses what the host will not show of an attempt
     * @param addresses that clients dial; empty: the host's own
     * @param peer a client whose way in is looked at
     */
    public static CheckUp of(
            Map<String, String> files, List<Gap> gaps, List<Loss> losses, Collection<Ip> addresses, Optional<Ip> peer) {
        HostState state = HostState.read(files);
        HostFacts facts = HostFacts.of(Optional.empty(), Optional.of(state), peer, addresses);
        var at = new Looked(files, gaps, facts.events(), losses);
        var findings = new ArrayList<Finding>();
        CHECKS.forEach(check -> findings.addAll(check.run(at)));
        return new CheckUp(findings, at.versions());
    }

    public boolean has(Level level) {
        return findings.stream().anyMatch(finding -> finding.level() == level);
    }

    public long count(Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    /** Ids of all checks, in their order. */
    static List<String> ids() {
        return CHECKS.stream().map(Check::id).toList();
    }
}
