package kiriwake.source.tail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The notices by which journald (219 up) and rsyslog (8.24 up) admit that they dropped messages: exactly when a daemon
 * logs much, as it does with debugging on.
 */
public final class Suppression {
    private static final byte[] WORD = "messages".getBytes(StandardCharsets.US_ASCII);
    /** journald's RateLimitInterval and imjournal's Ratelimit.Interval as they come. */
    private static final Duration JOURNALD = Duration.ofSeconds(30);

    private static final Duration IMJOURNAL = Duration.ofMinutes(10);

    private static final Pattern NOTICE =
            Pattern.compile("Suppressed (?<journald>\\d{1,15}) messages from (?<unit>[^ ]{1,200})"
                    + "|Missed (?<kernel>\\d{1,15}) kernel messages"
                    + "|imjournal: (?<lost>\\d{1,15}) messages lost due to rate-limiting"
                    + "|imjournal: begin to drop messages"
                    + "|imuxsock lost (?<socket>\\d{1,15}) messages from pid"
                    + "|imuxsock begins to drop messages from pid");

    private Suppression() {}

    /** Cheap; few lines pass. */
    static boolean mayTell(byte[] buffer, int from, int to) {
        int last = to - WORD.length;
        for (int i = from; i <= last; i++) {
            if (buffer[i] == 'm' && matches(buffer, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] buffer, int at) {
        for (int i = 1; i < WORD.length; i++) {
            if (buffer[at + i] != WORD[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param read when the line was read; the span reaches back from it by the usual interval of who dropped. For lines read
     *     long after their writing the line's own time is the better one: it is delivered as well
     */
    public static Optional<LogGap> read(String source, String text, Instant read) {
        Matcher notice = NOTICE.matcher(text);
        if (!notice.find()) {
            return Optional.empty();
        }
        String journald = notice.group("journald");
        String kernel = notice.group("kernel");
        String lost = notice.group("lost");
        String socket = notice.group("socket");
        if (journald != null) {
            return gap(
                    source,
                    journald,
                    read.minus(JOURNALD),
                    read,
                    "journald dropped " + journald + " messages of " + notice.group("unit")
                            + ", which logged more than its rate limit allows");
        }
        if (kernel != null) {
            return gap(
                    source,
                    kernel,
                    read.minus(JOURNALD),
                    read,
                    "journald missed " + kernel + " messages of the kernel");
        }
        boolean journal = notice.group().startsWith("imjournal");
        String count = lost != null ? lost : socket;
        String who = journal ? "rsyslog's imjournal" : "rsyslog's imuxsock";
        return count == null
                ? gap(source, "0", read, read, who + " began to drop messages: more came than its rate limit allows")
                : gap(source, count, read.minus(IMJOURNAL), read, who + " dropped " + count + " messages");
    }

    private static Optional<LogGap> gap(String source, String count, Instant from, Instant to, String says) {
        return Optional.of(new LogGap(source, LogGap.Reason.SUPPRESSED, 0, Long.parseLong(count), from, to, says));
    }
}
