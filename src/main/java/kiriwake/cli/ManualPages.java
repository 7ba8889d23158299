package kiriwake.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the manual pages and the bash completion out of the commands themselves, so that no option is missing in
 * either. The package is built with it (rpm/build); nobody calls it on a server. The macros are those of man(7).
 */
final class ManualPages {
    private static final String EXIT_STATUS = """
            .SH EXIT STATUS
            .TP
            .B 0
            No fault was found.
            .TP
            .B 1
            A fault was found.
            .TP
            .B 2
            Wrong usage, or input that cannot be read.
            .TP
            .B 3
            It cannot be told.
            .TP
            .B 4
            kiriwake itself failed.
            """;

    private ManualPages() {}

    /**
     * Arguments: the folder to write {@code kiriwake.1}, {@code kiriwake-COMMAND.1}, {@code kiriwake.yaml.5} and
     * {@code kiriwake} into, and the configuration file that the package installs.
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Files.writeString(folder.resolve("kiriwake.yaml.5"), configuration(Files.readString(Path.of(arguments[1]))));
        for (Map.Entry<String, String> page : pages().entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue());
        }
        Files.writeString(folder.resolve("kiriwake"), completion());
    }

    static String completion() {
        // It is sourced, so it needs no first line that names a shell. It names the time it was made in a comment,
        // which
        // would make each build another.
        return AutoComplete.bash("kiriwake", Kiriwake.commandLine())
                .replaceFirst("^#!.*\n", "")
                .replaceAll("(?m)^# on .*$", "# out of the commands themselves");
    }

    /** Text of each page by the name of its file. */
    static Map<String, String> pages() {
        CommandLine all = Kiriwake.commandLine();
        var pages = new TreeMap<String, String>();
        pages.put("kiriwake.1", program(all));
        all.getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                pages.put("kiriwake-" + name + ".1", command(name, command));
            }
        });
        return pages;
    }

    /**
     * The page of the configuration file, out of the file itself: comments before a section or a key describe it, and
     * a key is commented out with its default behind it.
     */
    static String configuration(String file) {
        var page = new StringBuilder("""
                .\\" Generated out of the configuration file that the package installs.
                .TH KIRIWAKE.YAML 5 "" "kiriwake" "kiriwake"
                .nh
                .ad l
                .SH NAME
                kiriwake.yaml \\- settings of kiriwake
                .SH SYNOPSIS
                .I /etc/kiriwake/kiriwake.yaml
                .SH DESCRIPTION
                """);
        var comment = new StringBuilder();
        for (String raw : file.lines().toList()) {
            String text = raw.strip();
            if (text.matches("#[a-z][a-z-]*:.*")) {
                int colon = text.indexOf(':');
                page.append(".TP\n.B ")
                        .append(escaped(text.substring(1, colon)))
                        .append('\n');
                page.append("Default: ")
                        .append(escaped(text.substring(colon + 1).strip()))
                        .append(".\n.br\n");
                flush(comment, page);
            } else if (text.matches("[a-z][a-z-]*:")) {
                page.append(".SS ").append(escaped(text)).append('\n');
                flush(comment, page);
            } else if (text.isEmpty()) {
                flush(comment, page);
            } else {
                String said = text.replaceFirst("^# ?", "");
                // Lines with a wide gap are examples and stay lines.
                comment.append(said.contains("  ") ? ".br\n" : "")
                        .append(line(said))
                        .append('\n');
            }
        }
        page.append(".SH SEE ALSO\n.BR kiriwake (1), \n.BR kiriwake\\-agent (1)\n");
        return page.toString();
    }

    private static void flush(StringBuilder comment, StringBuilder page) {
        if (!comment.isEmpty()) {
            page.append(comment).append(".PP\n");
            comment.setLength(0);
        }
    }

    private static String program(CommandLine all) {
        var page = new StringBuilder(head("kiriwake", all.getCommandSpec()));
        page.append(".SH COMMANDS\n");
        new TreeMap<>(all.getSubcommands()).forEach((name, command) -> {
            CommandSpec its = command.getCommandSpec();
            if (!its.usageMessage().hidden()) {
                page.append(".TP\n.BR kiriwake\\-")
                        .append(escaped(name))
                        .append(" (1)\n")
                        .append(line(firstSentence(its)))
                        .append('\n');
            }
        });
        options(page, all.getCommandSpec());
        page.append(EXIT_STATUS);
        page.append("""
                .SH FILES
                .TP
                .I /etc/kiriwake/kiriwake.yaml
                Configuration, see
                .BR kiriwake.yaml (5).
                .TP
                .I /etc/sysconfig/kiriwake
                Options of the Java runtime, for the service only.
                .TP
                .I /var/lib/kiriwake
                Attempts, captures and verdicts of the service. It stays when the package is removed.
                .SH SEE ALSO
                .BR kiriwake.yaml (5),
                .BR ipsec (8),
                .BR xl2tpd (8),
                .BR pppd (8)
                """);
        return page.toString();
    }

    private static String command(String name, CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        var page = new StringBuilder(head("kiriwake-" + name, spec));
        if (!spec.positionalParameters().isEmpty()) {
            page.append(".SH ARGUMENTS\n");
            for (PositionalParamSpec parameter : spec.positionalParameters()) {
                if (!parameter.hidden()) {
                    argument(page, ".I " + escaped(parameter.paramLabel()), parameter);
                }
            }
        }
        options(page, spec);
        page.append(EXIT_STATUS);
        page.append(examples(spec.usageMessage().footer()));
        page.append(".SH SEE ALSO\n.BR kiriwake (1)\n");
        return page.toString();
    }

    /** What stands indented in the help is for pasting and keeps its lines; the rest is prose. */
    private static String examples(String[] footer) {
        var text = new StringBuilder();
        boolean code = false;
        for (String raw : footer) {
            String line = plain(raw).stripTrailing();
            if (line.isEmpty() || line.matches("Examples?:")) {
                continue;
            }
            if (line.startsWith("  ") != code) {
                code = !code;
                text.append(code ? ".PP\n.nf\n" : ".fi\n.PP\n");
            }
            text.append(line(code ? line.substring(2) : line)).append('\n');
        }
        return text.isEmpty() ? "" : ".SH EXAMPLES\n" + text + (code ? ".fi\n" : "");
    }

    private static String head(String name, CommandSpec spec) {
        var page = new StringBuilder();
        page.append(".\\\" Generated out of the command itself.\n");
        page.append(".TH ").append(escaped(name.toUpperCase(Locale.ROOT)));
        page.append(" 1 \"\" \"kiriwake ").append(Version.number()).append("\" \"kiriwake\"\n");
        page.append(".nh\n.ad l\n");
        page.append(".SH NAME\n").append(escaped(name)).append(" \\- ");
        page.append(escaped(firstSentence(spec).replaceFirst("\\.$", ""))).append('\n');
        page.append(".SH SYNOPSIS\n");
        String synopsis = new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .synopsis(0)
                .strip();
        page.append(line(synopsis.replaceAll("\\s+", " "))).append('\n');
        page.append(".SH DESCRIPTION\n");
        for (String paragraph : spec.usageMessage().description()) {
            page.append(line(plain(paragraph).strip())).append("\n.PP\n");
        }
        return page.toString();
    }

    private static void options(StringBuilder page, CommandSpec spec) {
        page.append(".SH OPTIONS\n");
        for (OptionSpec option : spec.options()) {
            if (option.hidden()) {
                continue;
            }
            String names = "\\fB" + escaped(String.join(", ", option.names())) + "\\fR";
            boolean takesValue =
                    option.arity().max() > 0 && !option.paramLabel().isEmpty();
            argument(page, takesValue ? names + "=\\fI" + escaped(option.paramLabel()) + "\\fR" : names, option);
        }
    }

    private static void argument(StringBuilder page, String label, ArgSpec argument) {
        page.append(".TP\n").append(label).append('\n');
        for (String text : argument.description()) {
            page.append(line(plain(text).strip())).append('\n');
        }
    }

    private static String firstSentence(CommandSpec spec) {
        String[] description = spec.usageMessage().description();
        String text = description.length == 0 ? spec.name() : plain(description[0]);
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    /** Without picocli's own marks. */
    private static String plain(String text) {
        return Ansi.OFF.string(text).replace("%n", "\n").replace("%%", "%");
    }

    /** A line of text: one that begins like a request of roff is told from one. */
    private static String line(String text) {
        String escaped = escaped(text);
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }

    /** Hyphens that can be pasted, and no escape of roff. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("\n", "\n.br\n")
                .replace("…", "...")
                .replace("→", "\\(->");
    }
}
