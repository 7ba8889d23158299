package kiriwake.source.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A snapshot in the making: texts are masked on their way in, failures become gaps. */
final class Gathering {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST = 1 << 20;
    private static final int LONGEST_REASON = 160;

    final Commands commands;
    final HostFiles host;
    private final Map<String, String> files = new TreeMap<>();
    private final List<Gap> gaps = new ArrayList<>();

    Gathering(Commands commands, HostFiles host) {
        this.commands = commands;
        this.host = host;
    }

    Map<String, String> files() {
        return files;
    }

    List<Gap> gaps() {
        return gaps;
    }

    void put(String name, String text) {
        files.put(name, Masks.all(text));
    }

    void gap(String name, Gap.Kind kind, String why) {
        String first = why.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
        gaps.add(new Gap(name, kind, first.length() > LONGEST_REASON ? first.substring(0, LONGEST_REASON) : first));
    }

    /** Keeps what a command prints if it succeeds. */
    void command(String name, String program, String... arguments) {
        Ran ran = run(program, arguments);
        if (ran.isGood() || ran instanceof Ran.Killed killed && !killed.late()) {
            put(name, ran.text());
        }
        if (!ran.isGood()) {
            gap(name, ran);
        }
    }

    Ran run(String program, String... arguments) {
        return commands.run(LIMIT, MOST, program, arguments);
    }

    /** Notes why a command gave nothing, or not all. */
    void gap(String name, Ran ran) {
        switch (ran) {
            case Ran.Missing missing ->
                gap(name, Gap.Kind.NOT_INSTALLED, missing.command().getFirst() + " is not installed");
            case Ran.Refused refused -> gap(name, kind(refused.reason()), refused.reason());
            case Ran.Killed killed ->
                gap(
                        name,
                        Gap.Kind.FAILED,
                        killed.command().getFirst()
                                + (killed.late() ? " did not end in time" : " printed more than is kept"));
            case Ran.Exited exited -> {
                String said = exited.errors().isBlank() ? exited.output() : exited.errors();
                String why = said.isBlank()
                        ? exited.command().getFirst() + " ended with status " + exited.status()
                        : Masks.all(said);
                gap(name, kind(why), why);
            }
        }
    }

    private static Gap.Kind kind(String why) {
        String lower = why.toLowerCase(Locale.ROOT);
        boolean right = lower.contains("permi")
                || lower.contains("denied")
                || lower.contains("must be root")
                || lower.contains("you must be")
                || lower.contains("may not execute")
                || lower.contains("authoriz");
        return right ? Gap.Kind.NO_RIGHT : Gap.Kind.FAILED;
    }

    /** Keeps a file of the host. One that is absent is no gap. */
    void file(String name, String path) {
        switch (host.open(path, MOST)) {
            case Opened.Text text -> {
                put(name, text.text());
                if (text.cut()) {
                    gap(name, Gap.Kind.FAILED, path + " is longer than is kept");
                }
            }
            case Opened.Refused refused -> gap(name, kind(refused.reason()), path + ": " + refused.reason());
            case Opened.Secret secret -> gap(name, Gap.Kind.NO_RIGHT, path + " holds secrets and is never opened");
            case Opened.Absent absent -> {
                // nothing to keep
            }
        }
    }
}
