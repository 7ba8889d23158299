package kiriwake.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import kiriwake.event.Evidence;

/**
 * One question to the server's state. It says nothing where it does not apply.
 *
 * @param id stable, in kebab case; its texts are in {@code check/texts_*.properties}
 */
record Check(String id, Group group, Judging judging) {

    @FunctionalInterface
    interface Judging {
        void judge(Looked at, Says says);
    }

    List<Finding> run(Looked at) {
        var says = new Says(this);
        judging.judge(at, says);
        return says.findings;
    }

    /** Where a check says what it found. {@code slots}: name, value, name, value. */
    static final class Says {
        private final Check check;
        private final List<Finding> findings = new ArrayList<>();

        private Says(Check check) {
            this.check = check;
        }

        void ok(String variant, Looked.Seen seen, String... slots) {
            say(Level.OK, variant, Optional.of(seen.evidence()), slots);
        }

        void ok(String variant, String... slots) {
            say(Level.OK, variant, Optional.empty(), slots);
        }

        void warn(String variant, Looked.Seen seen, String... slots) {
            say(Level.WARN, variant, Optional.of(seen.evidence()), slots);
        }

        void warn(String variant, String... slots) {
            say(Level.WARN, variant, Optional.empty(), slots);
        }

        void fail(String variant, Looked.Seen seen, String... slots) {
            say(Level.FAIL, variant, Optional.of(seen.evidence()), slots);
        }

        void fail(String variant, String... slots) {
            say(Level.FAIL, variant, Optional.empty(), slots);
        }

        /** {@code why} as the command or the kernel put it. */
        void unknown(String why) {
            say(Level.UNKNOWN, "unknown", Optional.empty(), "why", why);
        }

        boolean saidNothingBad() {
            return findings.stream().noneMatch(finding -> finding.level() != Level.OK);
        }

        private void say(Level level, String variant, Optional<Evidence> evidence, String... slots) {
            var values = new TreeMap<String, String>();
            for (int i = 0; i + 1 < slots.length; i += 2) {
                values.put(slots[i], slots[i + 1]);
            }
            findings.add(new Finding(check.id(), check.group(), level, variant, values, evidence));
        }
    }
}
