package kiriwake.log.envelope;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.event.Stamp;

/**
 * A line without its envelope.
 *
 * @param program {@code xl2tpd}, {@code ppp.log} for the Mac's own file, empty when the line names none
 * @param pid empty when it has none
 */
public record Envelope(Stamp stamp, String program, String pid, String message) {
    /** The program name under which the Mac's own log goes. */
    public static final String MAC = "ppp.log";

    private static final long SECOND = 1_000_000_000;
    private static final long MICROSECOND = 1_000;
    /** {@code Thu May 11 00:27:30 2017}. */
    private static final int MAC_PREFIX = 23;

    private static final int PLACEHOLDER_YEAR = 1972;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private static final Pattern MAC_LINE = Pattern.compile(
            "\\s{0,20}.{0,12}?(?<mon>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(?<day>\\d{1,2}) (?<time>\\d\\d:\\d\\d:\\d\\d) (?<year>\\d{4}) : ?(?<text>.*)");
    private static final Pattern CONSOLE = Pattern.compile(
            "(?<m>\\d{1,2})/(?<d>\\d{1,2})/(?<y>\\d{2,4}) (?<h>\\d{1,2}):(?<min>\\d\\d):(?<s>\\d\\d)(?:\\.(?<ms>\\d{3}))? ?(?<half>AM|PM)? (?<prog>[\\w.-]{1,40})\\[(?<pid>\\d+)\\]: ?(?<text>.*)");
    private static final Pattern ISO = Pattern.compile(
            "(?:<\\d{1,3}>1 )?(?:[A-Z][a-z]{2} )?(?<at>\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?)(?<zone> ?(?:Z|UTC|GMT|[+-]\\d\\d:?\\d\\d))? +(?<rest>.*)");
    private static final Pattern LOG_SHOW = Pattern.compile(
            "0x[0-9a-f]+ +\\w+ +0x[0-9a-f]+ +(?<pid>\\d+) +\\d+ +(?<prog>[\\w.-]+): (?:\\([^)]{0,80}\\) )?(?:\\[[^\\]]{0,120}\\] )?(?<text>.*)");
    private static final Pattern RFC5424 =
            Pattern.compile("\\S+ (?<prog>\\S+) (?<pid>\\S+) \\S+ (?:-|\\[.{0,400}?\\]) ?(?<text>.*)");
    private static final Pattern TAG = Pattern.compile(
            "(?:(?<host>[\\w.:-]{1,255}) )?(?<prog>[\\w./-]{1,60})(?:\\[(?<pid>\\d{1,10})\\])?(?: <\\w{1,12}>)?: ?(?<text>.*)");
    private static final Pattern AUDIT =
            Pattern.compile("(?:type=\\S+ )?msg=audit\\((?<s>\\d{9,10})\\.(?<ms>\\d{3}):\\d+\\): ?.*");
    private static final DateTimeFormatter ZONED = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendOffset("+HH:MM", "Z")
            .toFormatter(Locale.ROOT);

    /** Takes the envelope off; a line that has none is all message. */
    public static Envelope read(String line) {
        return read(line, new Before());
    }

    /** The same for lines one after the other. */
    public static Envelope read(String line, Before before) {
        return outer(line, before).undoubled();
    }

    /** The stamp of the line before: most lines have the same second. */
    public static final class Before {
        private String head = "";
        private Stamp stamp = new Stamp.None();
    }

    /**
     * {@code xl2tpd: xl2tpd[2711]: text}: a program that writes its own prefix to standard error gets a second one from
     * the journal. CentOS 7's xl2tpd unit does, with {@code -D}.
     */
    private Envelope undoubled() {
        // ppp.log collected by a syslog, or a line of it with whatever the paster put before it
        if (hasMacColon(message)) {
            Matcher mac = MAC_LINE.matcher(message);
            if (mac.matches()) {
                return mac(mac, message);
            }
        }
        int bracket = program.length();
        if (bracket == 0 || !message.startsWith(program) || message.length() < bracket + 4) {
            return this;
        }
        int close = message.indexOf("]: ", bracket);
        if (message.charAt(bracket) != '[' || close < 0 || number(message, bracket + 1, close) < 0) {
            return this;
        }
        return new Envelope(stamp, program, message.substring(bracket + 1, close), message.substring(close + 3));
    }

    /** The first blank, colon, blank is where {@code Thu May 11 00:27:30 2017 : } has it, give or take what stands before. */
    private static boolean hasMacColon(String text) {
        int colon = text.indexOf(" : ", 0, Math.min(text.length(), MAC_PREFIX + 8));
        return colon >= MAC_PREFIX;
    }

    private static Envelope outer(String line, Before before) {
        if (line.length() > 15 && line.charAt(3) == ' ' && month(line) > 0) {
            Optional<Envelope> syslog = traditional(line, before);
            if (syslog.isPresent()) {
                return syslog.get();
            }
        }
        if (line.startsWith("{")) {
            return JournalEntry.read(line).orElseGet(() -> bare(line));
        }
        Matcher mac = MAC_LINE.matcher(line);
        if (mac.matches()) {
            return mac(mac, line);
        }
        Matcher iso = ISO.matcher(line);
        if (iso.matches()) {
            return iso(iso, line);
        }
        if (line.startsWith("type=") || line.startsWith("msg=audit(")) {
            Matcher audit = AUDIT.matcher(line);
            if (audit.matches()) {
                long millis = Long.parseLong(audit.group("s")) * 1000 + Long.parseLong(audit.group("ms"));
                return new Envelope(new Stamp.Absolute(Instant.ofEpochMilli(millis), 1_000_000), "audit", "", line);
            }
        }
        Matcher console = CONSOLE.matcher(line);
        return console.matches() ? console(console, line) : bare(line);
    }

    /** {@code 05[IKE] text}. */
    private static boolean isCharon(String line) {
        return line.length() >= 8
                && number(line, 0, 2) >= 0
                && line.charAt(0) != ' '
                && line.charAt(1) != ' '
                && line.charAt(2) == '['
                && isCapital(line.charAt(3))
                && isCapital(line.charAt(4))
                && isCapital(line.charAt(5))
                && line.charAt(6) == ']'
                && line.charAt(7) == ' ';
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static Envelope bare(String line) {
        if (isCharon(line)) {
            return new Envelope(new Stamp.None(), "charon", "", line);
        }
        Matcher tag = TAG.matcher(line);
        if (tag.matches() && tag.group("pid") != null) {
            return new Envelope(new Stamp.None(), program(tag.group("prog")), tag.group("pid"), tag.group("text"));
        }
        return new Envelope(new Stamp.None(), "", "", line);
    }

    /** 1 to 12; 0 when the line begins with no month. */
    private static int month(String line) {
        int at = MONTHS.indexOf(line.substring(0, 3));
        return at >= 0 && at % 3 == 0 ? at / 3 + 1 : 0;
    }

    private static int number(String line, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = line.charAt(i);
            if (c == ' ' && value == 0) {
                continue;
            }
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    /** {@code Nov 23 08:22:03 server xl2tpd[53]: text}; pluto's own file has a fraction and no host. */
    private static Optional<Envelope> traditional(String line, Before before) {
        if (line.startsWith(before.head) && !before.head.isEmpty() && line.charAt(15) == ' ') {
            return Optional.of(tagged(before.stamp, line.substring(16)));
        }
        int day = number(line, 4, 6);
        int hour = number(line, 7, 9);
        int minute = number(line, 10, 12);
        int second = number(line, 13, 15);
        if (day < 1 || hour < 0 || minute < 0 || second < 0 || line.charAt(9) != ':' || line.charAt(12) != ':') {
            return Optional.empty();
        }
        LocalDateTime at;
        try {
            at = LocalDateTime.of(PLACEHOLDER_YEAR, month(line), day, hour, minute, Math.min(second, 59));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
        int from = 15;
        long precision = SECOND;
        if (line.length() > 16 && line.charAt(15) == '.') {
            from = 16;
            while (from < line.length() && Character.isDigit(line.charAt(from))) {
                from++;
            }
            int digits = Math.min(from - 16, 9);
            if (digits > 0) {
                at = at.withNano(Integer.parseInt((line.substring(16, 16 + digits) + "000000000").substring(0, 9)));
                precision = MICROSECOND;
            }
        }
        Stamp stamp = new Stamp.Wall(at, false, precision);
        if (from < line.length() && line.charAt(from) == ':') {
            return Optional.of(
                    new Envelope(stamp, "pluto", "", line.substring(from + 1).strip()));
        }
        if (from == 15) {
            before.head = line.substring(0, from);
            before.stamp = stamp;
        }
        return Optional.of(tagged(stamp, line.substring(Math.min(from + 1, line.length()))));
    }

    /** {@code server xl2tpd[53]: text}, by hand: this is the commonest line of all. */
    private static Envelope tagged(Stamp stamp, String rest) {
        if (isCharon(rest)) {
            return new Envelope(stamp, "charon", "", rest);
        }
        int blank = rest.indexOf(' ');
        int colon = rest.indexOf(": ", blank + 1);
        if (blank > 0 && colon > blank) {
            String tag = rest.substring(blank + 1, colon);
            String text = rest.substring(colon + 2);
            int angle = tag.indexOf(" <");
            boolean mac = angle > 0;
            if (mac) {
                tag = tag.substring(0, angle);
            }
            int bracket = tag.indexOf('[');
            String program = bracket > 0 ? tag.substring(0, bracket) : tag;
            if (program.indexOf(' ') < 0) {
                String pid = bracket > 0 && tag.endsWith("]") ? tag.substring(bracket + 1, tag.length() - 1) : "";
                boolean macPppd = mac && program.equals("pppd");
                return new Envelope(stamp, macPppd ? MAC : program(program), pid, text);
            }
        }
        Matcher m = TAG.matcher(rest);
        if (m.matches()) {
            return new Envelope(
                    stamp, program(m.group("prog")), m.group("pid") == null ? "" : m.group("pid"), m.group("text"));
        }
        return new Envelope(stamp, "", "", rest);
    }

    private static String program(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static Envelope mac(Matcher m, String line) {
        try {
            LocalDateTime at = LocalDateTime.of(
                    Integer.parseInt(m.group("year")),
                    month(m.group("mon") + " "),
                    Integer.parseInt(m.group("day")),
                    number(m.group("time"), 0, 2),
                    number(m.group("time"), 3, 5),
                    Math.min(number(m.group("time"), 6, 8), 59));
            return new Envelope(new Stamp.Wall(at, true, SECOND), MAC, "", m.group("text"));
        } catch (DateTimeException notADate) {
            return bare(line);
        }
    }

    private static Envelope iso(Matcher m, String line) {
        String at = m.group("at").replace(' ', 'T').replace(',', '.');
        long precision = at.length() > 19 ? MICROSECOND : SECOND;
        String zone = m.group("zone") == null ? "" : m.group("zone").strip();
        Stamp stamp;
        try {
            if (zone.isEmpty()) {
                stamp = new Stamp.Wall(LocalDateTime.parse(at), true, precision);
            } else {
                String offset = zone.equals("UTC") || zone.equals("GMT")
                        ? "Z"
                        : zone.length() == 5 ? zone.substring(0, 3) + ":" + zone.substring(3) : zone;
                stamp = new Stamp.Absolute(
                        OffsetDateTime.parse(at + offset, ZONED).toInstant(), precision);
            }
        } catch (DateTimeException notADate) {
            return bare(line);
        }
        String rest = m.group("rest");
        Matcher show = LOG_SHOW.matcher(rest);
        if (show.matches()) {
            return new Envelope(
                    stamp,
                    show.group("prog").equals("pppd") ? MAC : show.group("prog"),
                    show.group("pid"),
                    show.group("text"));
        }
        if (line.startsWith("<")) {
            Matcher modern = RFC5424.matcher(rest);
            if (modern.matches()) {
                String pid = modern.group("pid").equals("-") ? "" : modern.group("pid");
                return new Envelope(stamp, program(modern.group("prog")), pid, modern.group("text"));
            }
        }
        return tagged(stamp, rest);
    }

    private static Envelope console(Matcher m, String line) {
        try {
            int hour = Integer.parseInt(m.group("h"));
            String half = m.group("half");
            if (half != null) {
                hour = hour % 12 + (half.equals("PM") ? 12 : 0);
            }
            int year = Integer.parseInt(m.group("y"));
            LocalDateTime at = LocalDateTime.of(
                    year < 100 ? 2000 + year : year,
                    Integer.parseInt(m.group("m")),
                    Integer.parseInt(m.group("d")),
                    hour,
                    Integer.parseInt(m.group("min")),
                    Integer.parseInt(m.group("s")));
            String program = m.group("prog").equals("pppd") ? MAC : m.group("prog");
            return new Envelope(new Stamp.Wall(at, true, SECOND), program, m.group("pid"), m.group("text"));
        } catch (DateTimeException notADate) {
            return bare(line);
        }
    }
}
