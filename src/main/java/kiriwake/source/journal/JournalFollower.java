package kiriwake.source.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import kiriwake.bytes.Bytes;
import kiriwake.source.tail.Batch;
import kiriwake.source.tail.LogGap;
import kiriwake.source.tail.LogLine;
import kiriwake.source.tail.Start;
import kiriwake.source.tail.Suppression;

/**
 * Follows the journal with {@code journalctl --follow}. Driven like {@code TailFollower}: {@link #poll()} never waits; the
 * checkpoint is the cursor of the last entry of the batch, under the name {@code journal}. A {@code journalctl} that dies is
 * started again at the last cursor, at growing intervals; a cursor that the journal does not know any more (it was
 * rotated away, or was only in memory before a reboot) is a gap. {@code journalctl} itself does not say so: it goes on at
 * the nearest entry. So it is asked for the entry of the cursor once more, and that is left out. That there is no {@code
 * journalctl} is a fact, not an error.
 *
 * <p>Each line is one entry as JSON. Threads: those of Commons Exec for the one child process.
 */
public final class JournalFollower implements Closeable {
    /** The source name of lines, gaps and checkpoint. */
    public static final String SOURCE = "journal";

    static final String NOT_THERE = "there is no journalctl that can be run";
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MOST_LINES = 4096;
    private static final int MOST_BYTES = 1 << 20;
    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();
    /** So many starts that ended without a line make a cursor one that the journal does not know. */
    private static final int VAIN_STARTS = 3;

    private final Journalctl journalctl;
    private final List<String> matches;
    private final Start start;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private Optional<String> cursor;
    /** What the first entry must be for nothing to be missing. */
    private Optional<String> expected = Optional.empty();

    private Optional<Pipe> pipe = Optional.empty();
    private Optional<Journalctl.Running> running = Optional.empty();
    private String trouble = "not started yet";
    private boolean absent;
    private int vain;
    private long pause = FIRST_PAUSE;
    private long notBefore;
    private boolean mayStart = true;
    private Instant lastSeen;
    private long lines;
    private long starts;

    /**
     * @param program {@code journalctl}, or the path of one
     * @param programs syslog identifiers to follow: {@link JournalPrograms#notIn}
     * @param cursor the checkpoint that was kept, if any
     * @param start where to begin without one
     * @param nanoTime a clock that is never set: {@code System::nanoTime}
     */
    public JournalFollower(
            String program,
            Set<String> programs,
            Optional<String> cursor,
            Start start,
            InstantSource clock,
            LongSupplier nanoTime) {
        this(new ExecJournalctl(program), programs, cursor, start, clock, nanoTime);
    }

    JournalFollower(
            Journalctl journalctl,
            Set<String> programs,
            Optional<String> cursor,
            Start start,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.journalctl = journalctl;
        this.matches = matches(programs);
        this.cursor = cursor;
        this.start = start;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.lastSeen = clock.instant();
    }

    /** One field's matches are alternatives; what follows the plus is one as well: journald's own notices (219 names no program). */
    private static List<String> matches(Set<String> programs) {
        var all = new ArrayList<String>();
        for (String program : new TreeSet<>(programs)) {
            all.add("SYSLOG_IDENTIFIER=" + program);
        }
        all.add("SYSLOG_IDENTIFIER=systemd-journald");
        all.add("SYSLOG_IDENTIFIER=rsyslogd");
        all.add("+");
        all.add("_TRANSPORT=driver");
        return all;
    }

    /** Nothing shorter than {@code --all} prints fields of more than 4096 octets. */
    List<String> arguments() {
        var all = new ArrayList<>(List.of("--follow", "--output=json", "--all", "--no-tail", "--quiet", "--no-pager"));
        if (cursor.isPresent()) {
            all.add("--cursor=" + cursor.get());
        } else if (start instanceof Start.Since since) {
            long seconds = Math.max(
                    0, Duration.between(since.moment(), clock.instant()).toSeconds());
            all.add("--since=-" + seconds + "s");
        } else {
            all.add("--since=now");
        }
        all.addAll(matches);
        return all;
    }

    /** The next step: what has come since the last one, up to some thousand lines. */
    public Batch poll() {
        var read = new ArrayList<LogLine>();
        var gaps = new ArrayList<LogGap>();
        Instant now = clock.instant();
        boolean more = false;
        if (pipe.isPresent()) {
            more = take(pipe.get(), read, gaps, now);
            Optional<String> end = pipe.get().end();
            if (end.isPresent()) {
                over(end.get(), !read.isEmpty(), gaps, now);
            }
        }
        if (pipe.isEmpty() && mayStart && nanoTime.getAsLong() - notBefore >= 0) {
            begin();
        }
        return new Batch(read, gaps, read.isEmpty() ? Map.of() : checkpoint(), more);
    }

    private Map<String, String> checkpoint() {
        return cursor.map(text -> Map.of(SOURCE, text)).orElse(Map.of());
    }

    private void begin() {
        var made = new Pipe();
        pipe = Optional.of(made);
        starts++;
        trouble = "";
        expected = cursor;
        running = Optional.of(journalctl.start(arguments(), made));
    }

    private boolean take(Pipe from, List<LogLine> read, List<LogGap> gaps, Instant now) {
        long bytes = 0;
        while (read.size() < MOST_LINES && bytes < MOST_BYTES) {
            Optional<Bytes> line = from.take();
            if (line.isEmpty()) {
                return false;
            }
            bytes += line.get().length();
            Entry entry = Entry.of(line.get());
            vain = 0;
            pause = FIRST_PAUSE;
            if (expected.isPresent() && entry.cursor.isPresent()) {
                boolean known = expected.equals(entry.cursor);
                expected = Optional.empty();
                if (known) {
                    lastSeen = now;
                    continue;
                }
                gaps.add(gone(
                        "the entry of the journal that was read last is not in it any more, nor may be some that"
                                + " followed it",
                        now));
            }
            entry.cursor.ifPresent(text -> cursor = Optional.of(text));
            Suppression.read(SOURCE, entry.message, now).ifPresent(gaps::add);
            read.add(new LogLine(SOURCE, 0, lines, line.get(), LogLine.Kind.WHOLE));
            lines++;
            lastSeen = now;
        }
        return true;
    }

    private void over(String why, boolean hadLines, List<LogGap> gaps, Instant now) {
        pipe.ifPresent(Pipe::close);
        pipe = Optional.empty();
        running = Optional.empty();
        trouble = why;
        absent = why.startsWith(NOT_THERE);
        notBefore = nanoTime.getAsLong() + pause;
        pause = Math.min(LONGEST_PAUSE, pause * 2);
        vain += hadLines ? 0 : 1;
        if (vain >= VAIN_STARTS && cursor.isPresent() && !absent) {
            gaps.add(gone("the journal does not go on from where it was read last (" + why + ")", now));
            cursor = Optional.empty();
            vain = 0;
        }
    }

    private LogGap gone(String says, Instant now) {
        return new LogGap(SOURCE, LogGap.Reason.DELETED, 0, 0, lastSeen, now, says);
    }

    public JournalState state() {
        return new JournalState(trouble, absent, lines, starts);
    }

    /** Ends {@code journalctl}; what was not taken comes again after the last checkpoint. */
    @Override
    public void close() throws IOException {
        mayStart = false;
        pipe.ifPresent(Pipe::close);
        pipe = Optional.empty();
        if (running.isPresent()) {
            running.get().end();
            running = Optional.empty();
        }
    }

    /** What is needed of an entry here. */
    private record Entry(Optional<String> cursor, String message) {
        static Entry of(Bytes line) {
            Optional<String> cursor = Optional.empty();
            String message = "";
            try (JsonParser json = JSON.createParser(new String(line.toArray(), StandardCharsets.UTF_8))) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    return new Entry(cursor, message);
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    JsonToken value = json.nextToken();
                    if (value.isStructStart()) {
                        json.skipChildren();
                    } else if (field.equals("__CURSOR")) {
                        cursor = Optional.of(json.getValueAsString(""));
                    } else if (field.equals("MESSAGE")) {
                        message = json.getValueAsString("");
                    }
                }
            } catch (IOException cutOrDamaged) {
                // the line is delivered all the same, and counted where it cannot be read
                return new Entry(cursor, message);
            }
            return new Entry(cursor, message);
        }
    }
}
