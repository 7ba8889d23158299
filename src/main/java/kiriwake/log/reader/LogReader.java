package kiriwake.log.reader;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import kiriwake.event.Coverage;
import kiriwake.event.Event;
import kiriwake.event.Evidence;
import kiriwake.event.Fact;
import kiriwake.event.Stamp;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.log.Catalogue.Hit;
import kiriwake.log.envelope.Envelope;
import kiriwake.log.kernel.KernelLines;
import kiriwake.log.libreswan.PlutoLines;
import kiriwake.log.macos.MacLines;
import kiriwake.log.pppd.PppdLines;
import kiriwake.log.strongswan.CharonLines;
import kiriwake.log.xl2tpd.Xl2tpdLines;

/** Reads one log from a stream, line by line, in constant memory. One use each. */
public final class LogReader {
    private static final int LONGEST_LINE = 16_384;
    private static final int LONGEST_EVIDENCE = 500;
    private static final int BUFFER = 1 << 17;
    private static final Pattern CHAP_RESPONSE = Pattern.compile("(CHAP Response id=\\S+ <[0-9a-f]{8})[0-9a-f]+");
    private static final Pattern RESPONSE_TAIL =
            Pattern.compile("(CHAP Response id=\\S{1,8} <[0-9a-f]{8})([0-9a-f]{1,400})");
    private static final Pattern SECRET = Pattern.compile("(secret is '|password[= ]\")[^'\"]*");

    private final String source;
    private final Consumer<LineReading> sink;
    private final CharonLines charon = new CharonLines();
    private final MacRuns runs;
    private final Map<String, Long> dialects = new TreeMap<>();
    private final Map<Vantage, Boolean> spoke = new EnumMap<>(Vantage.class);
    private Optional<Stamp> first = Optional.empty();
    private Optional<Stamp> last = Optional.empty();
    private boolean ikeTellsMessages;
    private boolean pppDumps;
    private boolean clientVerbose;
    private boolean macFile;
    private long lines;
    private long facts;
    private long noise;
    private long unread;
    private long others;
    private long tooLong;
    private final Envelope.Before before = new Envelope.Before();

    public LogReader(String source, Consumer<LineReading> sink) {
        this.source = source;
        this.sink = sink;
        this.runs = new MacRuns(source);
    }

    /** There is more of it than the caller will read. */
    public static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Reads to the end; does not close the stream. gzip is undone. */
    public void read(InputStream stream) throws IOException {
        read(stream, Long.MAX_VALUE);
    }

    /**
     * As {@link #read(InputStream)}.
     *
     * @param most octets of text
     * @throws TooLong when there are more; what came before has been delivered
     */
    public void read(InputStream stream, long most) throws IOException {
        long total = 0;
        var start = new PushbackInputStream(stream, 2);
        byte[] head = start.readNBytes(2);
        start.unread(head);
        boolean gzip = head.length == 2 && (head[0] & 255) == 0x1F && (head[1] & 255) == 0x8B;
        InputStream in = gzip ? new GZIPInputStream(start, BUFFER) : start;
        byte[] buffer = new byte[BUFFER];
        int filled = 0;
        boolean skipping = false;
        while (true) {
            int got = in.read(buffer, filled, buffer.length - filled);
            if (got < 0) {
                break;
            }
            filled += got;
            total += got;
            if (total > most) {
                throw new TooLong();
            }
            int from = 0;
            for (int i = filled - got; i < filled; i++) {
                if (buffer[i] == '\n') {
                    if (!skipping) {
                        line(buffer, from, i);
                    }
                    skipping = false;
                    from = i + 1;
                }
            }
            if (filled - from > LONGEST_LINE) {
                if (!skipping) {
                    line(buffer, from, from + LONGEST_LINE);
                    tooLong++;
                }
                skipping = true;
                from = filled;
            }
            System.arraycopy(buffer, from, buffer, 0, filled - from);
            filled -= from;
        }
        if (filled > 0 && !skipping) {
            line(buffer, 0, filled);
        }
    }

    /** One line without its end, for what comes line by line: the octets from {@code from} to {@code end}. */
    public void line(byte[] buffer, int from, int end) {
        int to = end;
        while (to > from && (buffer[to - 1] == '\r' || buffer[to - 1] == 0)) {
            to--;
        }
        lines++;
        boolean ascii = true;
        for (int i = from; i < to && ascii; i++) {
            ascii = buffer[i] >= 0;
        }
        String text = new String(buffer, from, to - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        if (!ascii) {
            text = narrow(text);
        }
        read(text.indexOf('<') < 0 && text.indexOf('&') < 0 ? text : unpasted(text));
    }

    /** Full-width letters, curly quotes and unusual blanks that editors and web pages put into a log, back as they were. */
    private static String narrow(String text) {
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\u2018', '\u2019' -> plain.append('\'');
                case '\u201C', '\u201D' -> plain.append('"');
                case '\u2026' -> plain.append("...");
                case '\u00A0', '\u2003', '\u2002', '\u3000' -> plain.append(' ');
                case '\uFEFF', '\u200B' -> {
                    // a mark of byte order, or of a place to break the line: nothing that was written
                }
                default -> plain.append(c >= '\uFF01' && c <= '\uFF5E' ? (char) (c - 0xFEE0) : c);
            }
        }
        return plain.toString();
    }

    /** Markup of web pages that logs were pasted into. */
    private static String unpasted(String text) {
        String plain = text;
        if (plain.contains("<br")) {
            plain = plain.replace("<br />", "").replace("<br/>", "").replace("<br>", "");
        }
        if (plain.contains("&")) {
            plain = plain.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&amp;", "&");
        }
        return plain;
    }

    private void read(String text) {
        Envelope envelope = Envelope.read(text, before);
        if (!(envelope.stamp() instanceof Stamp.None)) {
            if (first.isEmpty()) {
                first = Optional.of(envelope.stamp());
            }
            last = Optional.of(envelope.stamp());
        }
        Dialect dialect = Dialect.of(envelope, macFile);
        // a line without a program may be a piece of another log
        macFile |= dialect == Dialect.MAC && !envelope.program().isEmpty();
        Optional<Hit> hit = read(dialect, envelope.message());
        if (hit.isEmpty() && dialect == Dialect.XL2TPD) {
            hit = ofChild(envelope.message());
            if (hit.isPresent()) {
                dialect = Dialect.PPPD;
                envelope = new Envelope(envelope.stamp(), "pppd", "", envelope.message());
            }
        }
        if (dialect == Dialect.NONE || hit.isEmpty()) {
            boolean blank = envelope.message().isBlank();
            boolean ours = dialect != Dialect.NONE && !dialect.tolerant() && !blank;
            LineReading.Kind kind =
                    ours ? LineReading.Kind.UNREAD : blank ? LineReading.Kind.NOISE : LineReading.Kind.OTHER;
            unread += ours ? 1 : 0;
            noise += blank ? 1 : 0;
            others += ours || blank ? 0 : 1;
            sink.accept(new LineReading(lines, kind, dialect.label(), "", text, List.of()));
            return;
        }
        dialects.merge(dialect.label(), 1L, Long::sum);
        spoke.put(dialect.vantage(), true);
        note(dialect, envelope);
        List<Event> events = events(dialect, envelope, hit.get(), text);
        boolean says = !events.isEmpty();
        facts += says ? 1 : 0;
        noise += says ? 0 : 1;
        sink.accept(new LineReading(
                lines,
                says ? LineReading.Kind.FACT : LineReading.Kind.NOISE,
                dialect.label(),
                hit.get().line().id(),
                text,
                events));
    }

    /** What pppd, started by xl2tpd, writes to the standard error they share: errors in its options, and with logfd all. */
    private static Optional<Hit> ofChild(String message) {
        return PppdLines.read(message).filter(hit -> !hit.isNoise() || message.startsWith("Plugin "));
    }

    private Optional<Hit> read(Dialect dialect, String message) {
        return switch (dialect) {
            case PLUTO -> PlutoLines.read(message);
            case CHARON -> charon.read(message);
            case XL2TPD -> Xl2tpdLines.CATALOGUE.read(message);
            case PPPD -> PppdLines.read(message);
            case KERNEL -> KernelLines.read(message);
            case MAC -> MacLines.read(message);
            case NONE -> Optional.empty();
        };
    }

    /** What the lines show of how much this log tells. */
    private void note(Dialect dialect, Envelope envelope) {
        String message = envelope.message();
        switch (dialect) {
            case PLUTO -> ikeTellsMessages = true;
            case CHARON ->
                ikeTellsMessages |= message.contains("[ENC]") || message.contains("[DMN]") || message.contains("[NET]");
            case PPPD -> pppDumps |= message.startsWith("sent [") || message.startsWith("rcvd [");
            case MAC ->
                clientVerbose |= message.startsWith("IPSec phase")
                        || message.startsWith("L2TP sent")
                        || message.startsWith("sent [")
                        || message.startsWith("rcvd [");
            case XL2TPD, KERNEL, NONE -> {
                // as they come
            }
        }
    }

    // --- events

    private List<Event> events(Dialect dialect, Envelope envelope, Hit hit, String text) {
        List<Tie> ties = new ArrayList<>(hit.saying().ties());
        if (dialect == Dialect.PPPD && !envelope.pid().isEmpty()) {
            ties.add(new Tie(Tie.Kind.PPPD_PID, envelope.pid()));
        }
        if (dialect == Dialect.MAC) {
            ties.add(new Tie(Tie.Kind.CLIENT_RUN, runs.of(hit.line().id(), envelope.stamp())));
        }
        if (hit.saying().facts().isEmpty()) {
            return List.of();
        }
        var evidence = new Evidence.LogLine(source, lines, masked(text));
        var events = new ArrayList<Event>(hit.saying().facts().size());
        for (Fact fact : hit.saying().facts()) {
            events.add(new Event(envelope.stamp(), dialect.vantage(), evidence, fact, ties));
        }
        return events;
    }

    /**
     * A line as it may be kept: passwords are gone, of a CHAP response only the first octets are left and the others are
     * zero. It is read as the line itself would be.
     */
    public static String withoutSecrets(String line) {
        String safe = line;
        if (safe.contains("secret is") || safe.contains("password")) {
            safe = SECRET.matcher(safe).replaceAll("$1***");
        }
        if (safe.contains("CHAP Response")) {
            safe = RESPONSE_TAIL
                    .matcher(safe)
                    .replaceAll(
                            found -> found.group(1) + "0".repeat(found.group(2).length()));
        }
        return safe;
    }

    private static String masked(String text) {
        String masked = text;
        if (masked.contains("CHAP Response")) {
            masked = CHAP_RESPONSE.matcher(masked).replaceAll("$1…");
        }
        if (masked.contains("secret is") || masked.contains("password")) {
            masked = SECRET.matcher(masked).replaceAll("$1***");
        }
        return masked.length() > LONGEST_EVIDENCE ? masked.substring(0, LONGEST_EVIDENCE) + "…" : masked;
    }

    // --- what the log would have shown

    /** One coverage a vantage that speaks in this log. */
    public List<Coverage> coverages(boolean openEnded) {
        var all = new ArrayList<Coverage>();
        boolean syslog = spoke.containsKey(Vantage.L2TP);
        for (Vantage vantage : Vantage.values()) {
            // xl2tpd and the server's pppd log to the same facility: where the one is, the other would be
            boolean there = spoke.containsKey(vantage) || vantage == Vantage.PPP && syslog;
            if (there) {
                all.add(new Coverage(
                        source,
                        vantage,
                        first.orElse(new Stamp.None()),
                        last.orElse(new Stamp.None()),
                        steps(vantage),
                        0,
                        openEnded && vantage != Vantage.CLIENT));
            }
        }
        return all;
    }

    private Set<Step> steps(Vantage vantage) {
        return switch (vantage) {
            case IKE -> ikeTellsMessages ? EnumSet.range(Step.MM1, Step.QM3) : EnumSet.noneOf(Step.class);
            // a request that is not repeated leaves no line; a client that gets no answer repeats it
            case L2TP -> EnumSet.of(Step.SCCRQ, Step.SCCCN, Step.ICCN);
            case PPP -> pppDumps ? EnumSet.range(Step.LCP_IN, Step.ADDRESS) : EnumSet.of(Step.ADDRESS);
            case CLIENT -> {
                // of main mode it tells only the first answer and the end
                Set<Step> verbose = EnumSet.range(Step.SCCRQ, Step.ADDRESS);
                verbose.remove(Step.ESP_OUT);
                verbose.addAll(EnumSet.of(Step.MM1, Step.MM2, Step.MM6, Step.QM1, Step.QM2));
                yield clientVerbose ? verbose : EnumSet.of(Step.ADDRESS);
            }
            case WIRE, FIREWALL, KERNEL -> EnumSet.noneOf(Step.class);
        };
    }

    /** Lines by dialect that were read as fact or noise. */
    public Map<String, Long> dialects() {
        return Map.copyOf(dialects);
    }

    public long lines() {
        return lines;
    }

    public long facts() {
        return facts;
    }

    public long noise() {
        return noise;
    }

    public long unread() {
        return unread;
    }

    /** Lines of programs that are none of ours. */
    public long others() {
        return others;
    }

    /** Lines that were cut, being longer than any log line is. */
    public long tooLong() {
        return tooLong;
    }
}
