package kiriwake.source.host;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The state of the host at one time, as DESIGN.md §4 lays out {@code server/state/before} and {@code after}. Holds no
 * key and no password.
 *
 * @param at when it was begun; with the host's own offset, which is what its logs are written in
 * @param took from the first command to the end of the last: nothing in it is exacter than that
 * @param files name, without folder, to text
 * @param gaps what could not be had, in a fixed order
 */
public record Snapshot(OffsetDateTime at, Duration took, Map<String, String> files, List<Gap> gaps) {

    public Snapshot {
        files = java.util.Collections.unmodifiableMap(new TreeMap<>(files));
        gaps = List.copyOf(gaps);
    }

    /** What we lack rights for. */
    public List<Gap> forbidden() {
        return gaps.stream().filter(gap -> gap.kind() == Gap.Kind.NO_RIGHT).toList();
    }
}
