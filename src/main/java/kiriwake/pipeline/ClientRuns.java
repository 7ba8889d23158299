package kiriwake.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kiriwake.attempt.ClientRun;
import kiriwake.event.Tie;
import kiriwake.timeline.Timed;

/** The runs of client logs, kept apart by the number the reader gave them. Keeps the newest. */
final class ClientRuns {
    private static final int MOST = 1000;

    private final Map<String, ClientRun> runs = new LinkedHashMap<>();

    void add(Timed timed) {
        String run = timed.event()
                .tie(Tie.Kind.CLIENT_RUN)
                .orElseGet(() -> timed.event().evidence().source() + "#0");
        runs.computeIfAbsent(run, key -> new ClientRun(timed.event().evidence().source()))
                .add(timed);
        if (runs.size() > MOST) {
            runs.remove(runs.keySet().iterator().next());
        }
    }

    /** By source, in the order of the log. Runs in which the Mac did nothing towards a server are left out. */
    Map<String, List<ClientRun>> bySource() {
        var bySource = new LinkedHashMap<String, List<ClientRun>>();
        for (ClientRun run : runs.values()) {
            if (run.triedAnything()) {
                bySource.computeIfAbsent(run.source(), source -> new ArrayList<>())
                        .add(run);
            }
        }
        return bySource;
    }
}
