package kiriwake.check;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kiriwake.event.Evidence;

/**
 * What one check says.
 *
 * @param id of the check; the texts' keys begin with it
 * @param variant which of the check's sentences
 * @param values what stands in the sentence's slots
 * @param evidence the line it was seen in
 */
public record Finding(
        String id, Group group, Level level, String variant, Map<String, String> values, Optional<Evidence> evidence) {

    public Finding {
        values = java.util.Collections.unmodifiableMap(new TreeMap<>(values));
    }
}
