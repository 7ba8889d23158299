package kiriwake.source.tail;

import java.util.List;
import java.util.Map;

/**
 * What one step brought. Whoever keeps what it derives from the lines keeps {@code checkpoints} in the same transaction:
 * then nothing is lost and nothing counted twice, whenever the process is killed. A batch that could not be kept is kept
 * by the consumer until it can be; it must not go on to the next one.
 *
 * @param lines in the order of their writing within one source; sources one after another
 * @param gaps what is missing before or among these lines
 * @param checkpoints source to the text with which to go on after this batch; only sources that moved
 * @param more there is more to read at once; else wait a little before the next step
 */
public record Batch(List<LogLine> lines, List<LogGap> gaps, Map<String, String> checkpoints, boolean more) {
    public Batch {
        lines = List.copyOf(lines);
        gaps = List.copyOf(gaps);
        checkpoints = Map.copyOf(checkpoints);
    }

    public boolean isEmpty() {
        return lines.isEmpty() && gaps.isEmpty() && checkpoints.isEmpty();
    }
}
