package kiriwake.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kiriwake.cases.CaseFile;

/** Of each file of a case: since when its source was watched, and what of it was missed. For one thread. */
final class Watched {
    private final Map<String, Source> sources = new TreeMap<>();
    private final Set<String> gaps = new LinkedHashSet<>();

    private static final class Source {
        private final Instant since;
        private final Set<String> why = new LinkedHashSet<>();
        private long missed;

        private Source(Instant since) {
            this.since = since;
        }
    }

    /** From now on, unless it is already. */
    void add(String file) {
        source(file);
    }

    void missed(String file, long count, String why) {
        Source source = source(file);
        source.missed += count;
        source.why.add(why);
        gaps.add(why);
    }

    private Source source(String file) {
        return sources.computeIfAbsent(file, key -> new Source(Instant.now()));
    }

    List<String> files() {
        return List.copyOf(sources.keySet());
    }

    /** Why something was missed, of whatever file, each once. */
    List<String> gaps() {
        return List.copyOf(gaps);
    }

    /** As it stands in the case. */
    List<CaseFile.Covered> until(Instant now) {
        var covered = new ArrayList<CaseFile.Covered>();
        sources.forEach((file, source) -> covered.add(
                new CaseFile.Covered(file, source.since, now, source.missed, String.join("; ", source.why))));
        return covered;
    }
}
