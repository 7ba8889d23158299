package kiriwake.state;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rules of one family, whoever printed them.
 *
 * @param tables by name, in no order
 * @param overNftables the rules live in nftables and were printed by a translating iptables
 * @param printed what the wall clock of the server showed
 */
record Ruleset(Map<String, Table> tables, boolean overNftables, Optional<LocalDateTime> printed) {

    Ruleset {
        tables = java.util.Collections.unmodifiableMap(new TreeMap<>(tables));
    }

    record Table(String name, Map<String, Chain> chains) {
        Table {
            chains = java.util.Collections.unmodifiableMap(new TreeMap<>(chains));
        }
    }

    /** @param policy empty for a chain that is only jumped to */
    record Chain(String table, String name, Optional<Target> policy, Counter counter, Line line, List<Rule> rules) {
        Chain {
            rules = List.copyOf(rules);
        }

        boolean isBuiltIn() {
            return policy.isPresent();
        }
    }

    /**
     * @param number from 1, as {@code iptables -L --line-numbers} counts
     * @param counter empty when the rules were printed without counters
     * @param text as printed, without the counters
     */
    record Rule(
            String table,
            String chain,
            int number,
            List<Match> matches,
            Target target,
            Optional<Counter> counter,
            String text,
            Line line) {
        Rule {
            matches = List.copyOf(matches);
        }
    }

    Optional<Chain> chain(String table, String name) {
        return Optional.ofNullable(tables.get(table))
                .map(found -> found.chains().get(name));
    }

    /** The same rule in another print of the rules: same chain, same text, the same one of several alike. */
    Optional<Rule> like(Rule rule) {
        Optional<Chain> chain = chain(rule.table(), rule.chain());
        int alike = 0;
        for (Rule other : chain.map(Chain::rules).orElse(List.of())) {
            if (other.text().equals(rule.text())) {
                if (other.number() == rule.number()) {
                    return Optional.of(other);
                }
                alike++;
            }
        }
        return alike == 1
                ? chain.get().rules().stream()
                        .filter(other -> other.text().equals(rule.text()))
                        .findFirst()
                : Optional.empty();
    }
}
