package kiriwake.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kiriwake.event.Evidence;
import kiriwake.text.Columns;
import kiriwake.text.Ink;
import kiriwake.text.Wrap;

/** Lays the findings out as a table for a terminal; what is wrong stands out, with what to type below it. */
public final class CheckPage {
    private static final int LEVEL = 6;
    private static final int MOST_TITLE = 26;
    private static final String DEEP = " ".repeat(LEVEL + 2);
    private static final String CODE = " ".repeat(LEVEL + 4);

    private final CheckTexts texts;
    private final int width;
    private final Ink ink;
    private final List<String> lines = new ArrayList<>();

    public CheckPage(CheckTexts texts, int width, Ink ink) {
        this.texts = texts;
        this.width = width;
        this.ink = ink;
    }

    /** @param subject what was looked at, for the first line */
    public String of(CheckUp checkUp, String subject) {
        lines.add(ink.bold(subject));
        String software = software(checkUp.software());
        if (!software.isEmpty()) {
            Wrap.lines(software, width).forEach(line -> lines.add(ink.faint(line)));
        }
        for (Group group : Group.values()) {
            List<Finding> ofGroup = checkUp.findings().stream()
                    .filter(finding -> finding.group() == group)
                    .toList();
            if (!ofGroup.isEmpty()) {
                lines.add("");
                lines.add(ink.bold(texts.word("group." + group.id())));
                int column = ofGroup.stream()
                        .mapToInt(finding -> Columns.of(texts.title(finding)))
                        .max()
                        .orElse(0);
                ofGroup.forEach(finding -> finding(finding, Math.min(MOST_TITLE, column) + 2));
            }
        }
        lines.add("");
        conclusion(checkUp);
        return lines.stream().map(line -> line + System.lineSeparator()).collect(Collectors.joining());
    }

    private static String software(Map<String, String> versions) {
        var named = new ArrayList<String>();
        for (String name : List.of("os", "kernel", "libreswan", "strongSwan", "xl2tpd", "pppd")) {
            String version = versions.getOrDefault(name, "");
            if (!version.isEmpty() && !version.equals("?")) {
                named.add(name.equals("os") ? version : name + " " + version);
            }
        }
        return String.join(" · ", named);
    }

    private void finding(Finding finding, int column) {
        String level = Columns.padded(texts.word("level." + finding.level().id()), LEVEL);
        String first = Columns.padded(texts.title(finding), column);
        String rest = " ".repeat(Columns.of(first));
        int room = width - DEEP.length();
        // one that is well takes one line; what does not fit is in --format json
        List<String> said = finding.level() == Level.OK
                ? List.of(first + Columns.cut(texts.seen(finding), room - Columns.of(first)))
                : Wrap.hanging(texts.seen(finding), room, first, rest);
        lines.add("  " + inked(finding.level(), level) + said.getFirst());
        said.subList(1, said.size()).forEach(line -> lines.add(DEEP + line));
        if (finding.level() == Level.OK) {
            return;
        }
        place(finding)
                .ifPresent(place -> Wrap.hanging(place, width, DEEP, DEEP).forEach(line -> lines.add(ink.faint(line))));
        texts.advice(finding).ifPresent(advice -> lines.addAll(Wrap.hanging(advice, width, DEEP, DEEP)));
        for (String command : texts.commands(finding)) {
            lines.add(CODE + ink.cyan(command));
        }
    }

    /** {@code ipsec.conf:7: leftprotoport=17/500}, cut to one line. */
    private Optional<String> place(Finding finding) {
        return finding.evidence().flatMap(evidence -> switch (evidence) {
            case Evidence.LogLine line ->
                Optional.of(Columns.cut(
                        line.source() + ":" + line.line() + ": " + line.text().strip(), width - DEEP.length()));
            case Evidence.Whole whole -> Optional.empty();
            case Evidence.Packet packet -> Optional.empty();
        });
    }

    private String inked(Level level, String text) {
        return switch (level) {
            case OK -> ink.green(text);
            case WARN -> ink.yellow(text);
            case FAIL -> ink.bold(ink.red(text));
            case UNKNOWN -> ink.faint(text);
        };
    }

    private void conclusion(CheckUp checkUp) {
        String key = checkUp.has(Level.FAIL)
                ? "conclusion.fail"
                : checkUp.has(Level.UNKNOWN) ? "conclusion.unknown" : "conclusion.ok";
        String counts = texts.word(
                "counts",
                Map.of(
                        "fail", Long.toString(checkUp.count(Level.FAIL)),
                        "warn", Long.toString(checkUp.count(Level.WARN)),
                        "unknown", Long.toString(checkUp.count(Level.UNKNOWN)),
                        "ok", Long.toString(checkUp.count(Level.OK))));
        lines.add(ink.bold(counts));
        lines.addAll(Wrap.lines(texts.word(key), width));
    }
}
