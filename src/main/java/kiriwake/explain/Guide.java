package kiriwake.explain;

import java.util.List;

/**
 * One thing that can be tried or gathered to learn more, as {@code kiriwake report --observed ID=RESULT} takes it.
 *
 * @param id as {@code other-network}
 * @param results what it can show, as written on the command line
 * @param how what to do exactly
 */
public record Guide(String id, String title, List<String> results, Passage how) {

    public Guide {
        results = List.copyOf(results);
    }
}
