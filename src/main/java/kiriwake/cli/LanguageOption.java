package kiriwake.cli;

import java.util.Locale;
import kiriwake.explain.Language;
import kiriwake.trouble.Trouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** In which language a command answers. */
final class LanguageOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--lang", paramLabel = "en|ja", description = "Language; default: that of the locale.")
    private @Nullable String asked;

    /** The language asked for, else the terminal's. */
    Language language(Terminal terminal) {
        String given = asked;
        if (given == null) {
            return terminal.language();
        }
        return Language.of(given.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> Trouble.input(
                        "no language is named " + given,
                        "the languages are en and ja",
                        command.qualifiedName() + " --lang en"));
    }
}
