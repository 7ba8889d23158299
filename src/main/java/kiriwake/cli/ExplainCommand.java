package kiriwake.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import kiriwake.explain.Explanation;
import kiriwake.explain.Explanations;
import kiriwake.text.Nearest;
import kiriwake.trouble.Trouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is known of a cause: what it is, who has to act, what to do. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Tells what a cause is, what tells it from others, and what to do about it; all of them by stage,"
                + " if none is named.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kiriwake explain session-pppd-tty-option-with-kernel-l2tp",
            "  kiriwake explain --stage reach --lang ja",
            "  kiriwake explain --format json > causes.json"
        })
final class ExplainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "CAUSE", description = "Id of a cause, as a report names it.")
    private @Nullable String cause;

    @Mixin
    private LanguageOption lang = new LanguageOption();

    @Option(names = "--list", description = "A table of all causes, by stage (the default without CAUSE).")
    private boolean list;

    @Option(names = "--stage", paramLabel = "STAGE", description = "Only causes of this stage, such as nat-t.")
    private @Nullable String stage;

    @Mixin
    private FormatOption format = new FormatOption();

    private final Terminal terminal;

    ExplainCommand() {
        this(Terminal.ofProcess());
    }

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var explanations = Explanations.in(lang.language(terminal));
        PrintWriter out = spec.commandLine().getOut();
        var page = new ExplainPage(explanations, terminal.width(), terminal.ink());
        String asked = cause;
        if (asked != null && !list) {
            Explanation explanation = explanations.of(asked).orElseThrow(() -> unknown(asked));
            out.print(format.isJson() ? json(List.of(explanation), true) : page.of(explanation));
        } else {
            List<Explanation> chosen = chosen(explanations);
            out.print(format.isJson() ? json(chosen, false) : page.table(chosen));
        }
        out.flush();
        return Kiriwake.NO_FAULT;
    }

    private List<Explanation> chosen(Explanations explanations) {
        String wanted = stage;
        if (wanted == null) {
            return explanations.all();
        }
        List<Explanation> chosen = new ArrayList<>();
        Set<String> stages = new LinkedHashSet<>();
        for (Explanation explanation : explanations.all()) {
            stages.add(explanation.stage());
            if (explanation.stage().equals(wanted)) {
                chosen.add(explanation);
            }
        }
        if (chosen.isEmpty()) {
            throw Trouble.input(
                    "no stage is named " + wanted,
                    "the stages are " + String.join(", ", stages),
                    "kiriwake explain --stage "
                            + Nearest.to(wanted, stages, 1).stream().findFirst().orElse("reach"));
        }
        return chosen;
    }

    private static Trouble unknown(String asked) {
        List<String> nearest = Nearest.to(asked, Explanations.ids(), 3);
        return Trouble.input(
                "no cause is named " + asked,
                nearest.isEmpty()
                        ? "it resembles none of the " + Explanations.ids().size() + " causes"
                        : "the nearest are " + String.join(", ", nearest),
                nearest.isEmpty() ? "kiriwake explain --list" : "kiriwake explain " + nearest.getFirst());
    }

    private static String json(List<Explanation> explanations, boolean alone) {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            if (!alone) {
                json.writeStartArray();
            }
            for (Explanation explanation : explanations) {
                write(json, explanation);
            }
            if (!alone) {
                json.writeEndArray();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text + System.lineSeparator();
    }

    private static void write(JsonGenerator json, Explanation explanation) throws IOException {
        json.writeStartObject();
        json.writeStringField("cause", explanation.id());
        json.writeStringField("language", explanation.language().id());
        json.writeStringField("side", explanation.side());
        json.writeStringField("stage", explanation.stage());
        json.writeStringField("title", explanation.title());
        json.writeStringField("summary", explanation.summary());
        json.writeStringField("who", explanation.who());
        json.writeArrayFieldStart("fix");
        for (var step : explanation.fix()) {
            json.writeString(step.plain());
        }
        json.writeEndArray();
        json.writeStringField("message", explanation.message().plain());
        json.writeStringField("about", explanation.about().plain());
        json.writeFieldName("nextObservation");
        Optional<Explanation.Observation> observation = explanation.observation();
        if (observation.isEmpty()) {
            json.writeNull();
        } else {
            json.writeStartObject();
            json.writeStringField("id", observation.get().id());
            json.writeStringField("text", observation.get().text());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
