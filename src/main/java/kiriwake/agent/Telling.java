package kiriwake.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import kiriwake.pipeline.LivePipeline;
import kiriwake.source.capture.CaptureStatus;
import kiriwake.store.Store;
import kiriwake.store.StoredAttempt;
import kiriwake.trouble.Trouble;

/** What the agent tells of itself and of its verdicts: lines, journal entries, the status, the metrics. */
final class Telling {
    /** For alerts: {@code journalctl MESSAGE_ID=…}. */
    static final String VERDICT = "b7d5c1f4a6f04d0c9c0f6a0de7a3b3a1";

    private final SystemdNotify systemd;
    private final PrintWriter log;
    private final AtomicLong verdicts = new AtomicLong();
    private Map<String, Long> counters = Map.of();

    /** @param log one line each, to standard error: systemd takes it into the journal */
    Telling(SystemdNotify systemd, PrintWriter log) {
        this.systemd = systemd;
        this.log = log;
    }

    /** One record is one line, whatever is in it. */
    void say(String text) {
        synchronized (log) {
            log.println(text.replaceAll("\\p{Cntrl}+", " "));
            log.flush();
        }
    }

    void verdict(StoredAttempt attempt, boolean revised) {
        verdicts.incrementAndGet();
        String message = (revised ? "verdict revised: " : "verdict: ") + attempt.id() + " from " + attempt.peer() + " "
                + attempt.outcome() + ", side " + attempt.side() + ", cause "
                + attempt.cause().orElse("-");
        boolean taken = systemd.journal(Map.of(
                "MESSAGE", message,
                "PRIORITY", attempt.failed() ? "4" : "6",
                "SYSLOG_IDENTIFIER", "kiriwake",
                "MESSAGE_ID", VERDICT,
                "KIRIWAKE_ATTEMPT", attempt.id(),
                "KIRIWAKE_PEER", attempt.peer(),
                "KIRIWAKE_OUTCOME", attempt.outcome(),
                "KIRIWAKE_SIDE", attempt.side(),
                "KIRIWAKE_CAUSE", attempt.cause().orElse(""),
                "KIRIWAKE_CERTAINTY", attempt.certainty()));
        if (!taken) {
            say(message);
        }
    }

    /** For {@code systemctl status} and {@code kiriwake attempts}. */
    String status(List<CaptureStatus> interfaces, long logs, List<String> troubles) {
        List<String> open = interfaces.stream()
                .filter(CaptureStatus::open)
                .map(CaptureStatus::interfaceName)
                .toList();
        return "watching " + (open.isEmpty() ? "no interface" : String.join(", ", open)) + " and " + logs
                + (logs == 1 ? " log; " : " logs; ") + verdicts + (verdicts.get() == 1 ? " verdict" : " verdicts")
                + (troubles.isEmpty() ? "" : "; " + String.join("; ", troubles));
    }

    /** @param notKept attempts that were dropped unjudged */
    void metrics(Path file, Store store, LivePipeline pipeline, List<CaptureStatus> interfaces, long notKept) {
        var health = store.health();
        try {
            counters = store.state().counters();
        } catch (Trouble unreadable) {
            // that it cannot be written is told below; until it can be read these stay as they were
            say(unreadable.told());
        }
        var metrics = new Metrics().attempts(counters);
        metrics.help("kiriwake_capture_received_packets_total", "counter", "Packets that passed the kernel filter.");
        for (CaptureStatus one : interfaces) {
            metrics.add("kiriwake_capture_received_packets_total", one.received(), "interface", one.interfaceName());
        }
        metrics.help("kiriwake_capture_dropped_packets_total", "counter", "Of these, packets that the kernel dropped.");
        for (CaptureStatus one : interfaces) {
            metrics.add(
                    "kiriwake_capture_dropped_packets_total", one.droppedByKernel(), "interface", one.interfaceName());
        }
        metrics.help("kiriwake_log_lines_total", "counter", "Log lines read.")
                .add("kiriwake_log_lines_total", pipeline.count(LivePipeline.Counted.LINES))
                .help("kiriwake_log_unread_lines_total", "counter", "Lines of VPN daemons that were not understood.")
                .add("kiriwake_log_unread_lines_total", pipeline.count(LivePipeline.Counted.UNREAD_LINES))
                .help("kiriwake_attempts_not_kept_total", "counter", "Attempts dropped unjudged, in a flood.")
                .add("kiriwake_attempts_not_kept_total", notKept)
                .help("kiriwake_store_bytes", "gauge", "Room that the store takes.")
                .add("kiriwake_store_bytes", health.usedBytes())
                .help("kiriwake_store_budget_bytes", "gauge", "Room that it may take.")
                .add("kiriwake_store_budget_bytes", health.budgetBytes())
                .help("kiriwake_store_writable", "gauge", "1 while the store can be written.")
                .add("kiriwake_store_writable", health.trouble().isEmpty() ? 1 : 0);
        try {
            metrics.write(file);
        } catch (IOException failure) {
            say("cannot write the metrics to " + file + ": " + failure.getMessage());
        }
    }

    /** The first line of a trouble, or nothing. */
    static List<String> first(Optional<String> trouble) {
        return trouble.flatMap(text -> text.lines().findFirst()).map(List::of).orElse(List.of());
    }
}
