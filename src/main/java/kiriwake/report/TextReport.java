package kiriwake.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.Rung;
import kiriwake.attempt.Seen;
import kiriwake.diagnose.Candidate;
import kiriwake.diagnose.Certainty;
import kiriwake.diagnose.Diagnosis;
import kiriwake.diagnose.Diagnosis.ClockReading;
import kiriwake.diagnose.Diagnosis.Input;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Finding;
import kiriwake.diagnose.Missing;
import kiriwake.diagnose.Side;
import kiriwake.diagnose.Verdict;
import kiriwake.event.Direction;
import kiriwake.event.Evidence;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.explain.Passage;
import kiriwake.net.Ip;
import kiriwake.text.Columns;
import kiriwake.text.Ink;
import kiriwake.text.Wrap;

/** The report for a person at a terminal: the verdict first, then why, then what could not be seen. */
final class TextReport {
    private static final DateTimeFormatter DAY_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MOST_RUNGS = 44;
    /** Of one thing said in the ladder; log lines can be long. */
    private static final int MOST_LINES = 4;

    private static final int MOST_FINDINGS = 8;
    private static final int MOST_CANDIDATES = 6;

    private final Words words;
    private final Texts texts;
    private final ReportOptions options;
    private final Ink ink;
    private final int width;
    private final StringBuilder out = new StringBuilder();

    private TextReport(Words words, ReportOptions options) {
        this.words = words;
        this.texts = new Texts(words);
        this.options = options;
        this.ink = options.colour() ? Ink.ANSI : Ink.NONE;
        this.width = options.width();
    }

    static String of(Diagnosis diagnosis, List<Judged> shown, Words words, ReportOptions options) {
        var report = new TextReport(words, options);
        report.report(diagnosis, shown);
        return report.out.toString();
    }

    private void report(Diagnosis diagnosis, List<Judged> shown) {
        if (diagnosis.attempts().isEmpty()) {
            paragraph(words.of("no-attempt"), "");
            out.append('\n');
        }
        if (diagnosis.attempts().size() > 1) {
            table(diagnosis, shown);
        }
        for (Judged judged : shown) {
            attempt(judged);
        }
        unseen(diagnosis, shown);
    }

    // --- small parts

    private void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }

    private void heading(String key) {
        out.append('\n');
        line(ink.bold(words.of(key)));
    }

    private void paragraph(String text, String indent) {
        for (String line : Wrap.hanging(text, width, indent, indent)) {
            line(line);
        }
    }

    private void bullet(String text, String first, String rest) {
        for (String line : Wrap.hanging(text, width, first, rest)) {
            line(line);
        }
    }

    private void passage(Passage passage, String first, String rest) {
        String lead = first;
        for (Passage.Block block : passage.blocks()) {
            switch (block) {
                case Passage.Block.Prose prose -> bullet(prose.text(), lead, rest);
                case Passage.Block.Code code -> code.lines().forEach(text -> line(rest + "  " + ink.cyan(text)));
            }
            lead = rest;
        }
    }

    private String side(Side side) {
        String word = words.of("side." + side.id());
        return switch (side) {
            case NONE -> ink.green(word);
            case UNKNOWN -> ink.yellow(word);
            default -> ink.red(word);
        };
    }

    // --- several attempts

    private void table(Diagnosis diagnosis, List<Judged> shown) {
        line(ink.bold(words.of(
                "table.title",
                Map.of("count", Integer.toString(diagnosis.attempts().size())))));
        int number = 0;
        for (Judged judged : diagnosis.attempts()) {
            number++;
            Attempt attempt = judged.attempt();
            boolean kept = shown.contains(judged) || diagnosis.attempts().size() <= 40;
            if (!kept) {
                continue;
            }
            String verdict = judged.verdict().side() == Side.NONE
                    ? words.of("outcome." + attempt.outcome().id())
                    : words.of("side." + judged.verdict().side().id())
                            + judged.verdict()
                                    .cause()
                                    .map(cause -> ": " + texts.title(cause))
                                    .orElse("");
            String head = Columns.padded(number + "", 3)
                    + " " + DAY_TIME.format(attempt.start().at())
                    + "  " + Columns.padded(attempt.peer().map(Ip::toString).orElse("-"), 15) + "  ";
            line(head + Columns.cut(verdict, Math.max(10, width - Columns.of(head))));
        }
        if (!diagnosis.others().isEmpty()) {
            var parts = new ArrayList<String>();
            new java.util.TreeMap<>(diagnosis.others())
                    .forEach((outcome, count) -> parts.add(words.of("outcome." + outcome) + " " + count));
            paragraph(words.of("table.others", Map.of("list", String.join(", ", parts))), "");
        }
        out.append('\n');
    }

    // --- one attempt

    private void attempt(Judged judged) {
        Attempt attempt = judged.attempt();
        Verdict verdict = judged.verdict();
        line(ink.faint("─".repeat(width)));
        boolean dated = attempt.start().at().isAfter(java.time.Instant.EPOCH);
        String who = attempt.peer().map(Ip::toString).orElseGet(() -> words.of("client-unknown"))
                + attempt.user().map(user -> " (" + Escapes.visible(user) + ")").orElse("");
        String clock = attempt.events().stream().allMatch(timed -> timed.vantage() == Vantage.CLIENT)
                        && attempt.alignment() != Attempt.Alignment.ASSUMED
                ? words.of("clock.own")
                : "UTC";
        paragraph((dated ? DAY_TIME.format(attempt.start().at()) + " " + clock + "  " : "") + who, "");
        out.append('\n');
        line(ink.bold(words.of("verdict")) + "  " + side(verdict.side())
                + verdict.cause().map(cause -> "  " + ink.faint(cause.id())).orElse(""));
        paragraph(texts.summary(judged), "  ");
        paragraph(texts.certainty(verdict), "  ");
        if (verdict.side() != Side.NONE) {
            out.append('\n');
            bullet(texts.who(judged), words.of("who") + "  ", "  ");
        }
        fix(judged);
        next(verdict);
        findings(verdict);
        if (!attempt.custody().isEmpty()) {
            custody(attempt);
        }
        ladder(attempt);
        out.append('\n');
    }

    private void fix(Judged judged) {
        List<Passage> steps = texts.steps(judged);
        if (steps.isEmpty()) {
            return;
        }
        heading(judged.verdict().certainty() == Certainty.CERTAIN ? "fix" : "fix.if");
        for (int i = 0; i < steps.size(); i++) {
            passage(steps.get(i), "  " + (i + 1) + ". ", "     ");
        }
    }

    private void next(Verdict verdict) {
        List<Candidate> open = verdict.candidates().stream()
                .filter(candidate -> candidate.confidence() >= 0.02)
                .limit(MOST_CANDIDATES)
                .toList();
        if (verdict.certainty() != Certainty.CERTAIN && open.size() > 1) {
            heading("candidates");
            for (Candidate candidate : open) {
                String percent = Columns.padded(Math.round(candidate.confidence() * 100) + "%", 4);
                bullet(
                        texts.title(candidate.cause()) + " — "
                                + words.of("side." + candidate.cause().side().id()),
                        "  " + percent + " ",
                        "       ");
            }
        }
        if (verdict.next().isPresent() && texts.guide(verdict.next().get()).isPresent()) {
            heading("next");
            var guide = texts.guide(verdict.next().get()).get();
            paragraph(guide.title(), "  ");
            passage(guide.how(), "  ", "  ");
            if (!guide.results().isEmpty()) {
                paragraph(words.of("next.back"), "  ");
                line("    " + ink.cyan("--observed " + guide.id() + "=" + String.join("|", guide.results())));
            }
        }
    }

    private void findings(Verdict verdict) {
        if (verdict.evidence().isEmpty()) {
            return;
        }
        heading("evidence");
        verdict.evidence().stream().limit(MOST_FINDINGS).forEach(finding -> {
            String mark = finding.supports() ? "  + " : "  - ";
            bullet(texts.says(finding), mark, "    ");
            place(finding);
        });
    }

    private void place(Finding finding) {
        if (!(finding instanceof Finding.Shown shown)) {
            return;
        }
        Evidence evidence = shown.event().event().evidence();
        String where =
                switch (evidence) {
                    case Evidence.LogLine log -> log.source() + ":" + log.line();
                    case Evidence.Packet packet ->
                        packet.source() + " " + words.of("packet", Map.of("number", Long.toString(packet.number())));
                    case Evidence.Whole whole -> whole.source();
                };
        String time = shown.event()
                .moment()
                .map(moment -> DAY_TIME.format(moment.at()).substring(11) + "  ")
                .orElse("");
        line(ink.faint("    " + Columns.cut(time + where, width - 4)));
        if (evidence instanceof Evidence.LogLine log) {
            for (String text : side("> " + Escapes.visible(log.text()), width - 4)) {
                line(ink.faint("    " + text));
            }
        }
    }

    // --- custody

    private void custody(Attempt attempt) {
        heading("custody");
        int first = 17;
        int column = (width - first) / 5;
        var head = new StringBuilder(Columns.padded("", first));
        for (Rung.Place place : Rung.Place.values()) {
            head.append(Columns.padded(words.of("place." + place.name().toLowerCase(Locale.ROOT)), column));
        }
        line(ink.faint(head.toString()));
        for (Rung rung : attempt.custody()) {
            var row = new StringBuilder();
            String arrow = rung.step().direction() == Direction.IN ? "→ " : "← ";
            row.append(Columns.padded(arrow + rung.step().label(), first));
            for (Rung.Place place : Rung.Place.values()) {
                Seen seen = rung.at(place);
                String cell = Columns.padded(words.of("seen." + seen.id()), column);
                row.append(
                        switch (seen) {
                            case SEEN -> ink.green(cell);
                            case NOT_LOOKING -> ink.faint(cell);
                            case NOT_SEEN -> ink.yellow(cell);
                            case DROPPED, REFUSED -> ink.red(cell);
                        });
            }
            line(row.toString());
            if (rung.breaksHere()) {
                line(ink.red(Columns.padded("", first) + "↑ " + words.of("custody.breaks")));
            }
        }
        line(ink.faint(Columns.cut("  " + words.of("custody.legend"), width)));
    }

    // --- the ladder

    private void ladder(Attempt attempt) {
        List<LadderRows.Row> rows = LadderRows.of(attempt);
        if (rows.isEmpty()) {
            return;
        }
        heading("ladder");
        int time = 9;
        int left = Math.max(24, (width - time - 3) * 2 / 5);
        int right = width - time - 3 - left;
        line(ink.faint(Columns.padded("", time)
                + Columns.padded(words.of("ladder.client"), left)
                + " │ "
                + words.of("ladder.server")));
        int omitted = Math.max(0, rows.size() - MOST_RUNGS);
        Map<LadderRows.Row, Double> seconds = LadderRows.seconds(rows, attempt.start());
        for (int i = 0; i < rows.size(); i++) {
            if (omitted > 0 && i == MOST_RUNGS / 2) {
                line(ink.faint(Columns.padded("", time)
                        + words.of("ladder.omitted", Map.of("count", Integer.toString(omitted)))));
                i += omitted - 1;
                continue;
            }
            LadderRows.Row row = rows.get(i);
            String at = String.format(Locale.ROOT, "%+7.1f", seconds.get(row));
            row(at, side(byClient(row), left), side(byServer(row), right), left);
        }
    }

    /** One half of a row, broken into lines; what is still longer than a column is cut. */
    private static List<String> side(String text, int columns) {
        if (text.isEmpty()) {
            return List.of();
        }
        return Wrap.hanging(text, columns, "", "  ").stream()
                .map(line -> Columns.cut(line, columns))
                .limit(MOST_LINES)
                .toList();
    }

    private void row(String at, List<String> client, List<String> server, int left) {
        for (int i = 0; i < Math.max(client.size(), server.size()); i++) {
            line(ink.faint(Columns.padded(i == 0 ? at : "", at.length() + 2))
                    + Columns.padded(i < client.size() ? client.get(i) : "", left)
                    + ink.faint(" │ ")
                    + (i < server.size() ? server.get(i) : ""));
        }
    }

    private String byClient(LadderRows.Row row) {
        return row.byClient() ? brief(row) + times(row.times(true)) : "";
    }

    /** The message, and who of the server's places saw it; or what one of them says. */
    private String byServer(LadderRows.Row row) {
        if (row.byServer().isEmpty()) {
            return "";
        }
        String places = row.byServer().stream()
                .map(vantage -> words.of("short." + vantage.id()))
                .collect(Collectors.joining(", "));
        return row.step().isPresent()
                ? brief(row) + times(row.times(false)) + "  (" + places + ")"
                : places + ": " + brief(row) + times(row.times(false));
    }

    private String brief(LadderRows.Row row) {
        if (row.step().isEmpty()) {
            return texts.fact(row.first());
        }
        Step step = row.step().get();
        return (step.direction() == Direction.IN ? "→ " : "← ") + step.label();
    }

    private static String times(int times) {
        return times > 1 ? " ×" + times : "";
    }

    // --- what could not be seen

    private void unseen(Diagnosis diagnosis, List<Judged> shown) {
        line(ink.faint("─".repeat(width)));
        line(ink.bold(words.of("sources")));
        for (Input input : diagnosis.inputs()) {
            String counts = words.of(
                    input.dialect().equals("capture") ? "source.packets" : "source.lines",
                    Map.of(
                            "lines", Long.toString(input.lines()),
                            "read", Long.toString(input.read()),
                            "unread", Long.toString(input.unread())));
            String span = input.from().isPresent() && input.to().isPresent()
                    ? words.of(
                            "span",
                            Map.of(
                                    "from", DAY_TIME.format(input.from().get()).substring(11),
                                    "to", DAY_TIME.format(input.to().get()).substring(11)))
                    : "";
            bullet(Escapes.visible(input.source()) + ": " + counts + span, "  ", "    ");
            if (input.gaps() > 0) {
                bullet(words.of("source.gaps", Map.of("gaps", Long.toString(input.gaps()))), "    ! ", "      ");
            }
            input.trouble().ifPresent(why -> bullet(Escapes.visible(why), "    ! ", "      "));
        }
        for (ClockReading clock : diagnosis.clocks()) {
            String precision = clock.offsetSeconds().isPresent()
                    ? words.of(
                            "clock.precision",
                            Map.of(
                                    "seconds", String.format(Locale.ROOT, "%.1f", clock.plusMinusSeconds()),
                                    "how", words.of("clock.how." + clock.how())))
                    : "";
            bullet(
                    words.of("clock", Map.of("source", Escapes.visible(clock.source()))) + " " + texts.clock(clock)
                            + (precision.startsWith("(") ? " " : "") + precision,
                    "  ",
                    "    ");
        }
        var missing = new java.util.LinkedHashSet<Missing>();
        shown.forEach(judged -> missing.addAll(judged.verdict().missing()));
        if (!missing.isEmpty()) {
            heading("missing");
            missing.forEach(one -> bullet(words.of("missing." + one.id()), "  - ", "    "));
        }
        if (!options.version().isEmpty()) {
            line(ink.faint("kiriwake " + options.version()));
        }
    }
}
