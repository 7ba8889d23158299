package kiriwake.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import kiriwake.attempt.Outcome;
import kiriwake.diagnose.Diagnosis;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.explain.Language;

/** Makes reports of a diagnosis. */
public final class Reports {

    private Reports() {}

    /** The forms a report comes in. */
    public enum Format {
        TEXT("txt"),
        JSON("json");

        private final String extension;

        Format(String extension) {
            this.extension = extension;
        }

        public String extension() {
            return extension;
        }
    }

    /** The attempts that the options ask for, in order of time. */
    public static List<Judged> selected(Diagnosis diagnosis, ReportOptions.Selection selection) {
        List<Judged> all = diagnosis.attempts();
        if (all.isEmpty()) {
            return all;
        }
        return switch (selection) {
            case ReportOptions.Selection.All any -> all;
            case ReportOptions.Selection.Last last -> List.of(all.getLast());
            case ReportOptions.Selection.Nth nth ->
                nth.number() <= all.size() ? List.of(all.get(nth.number() - 1)) : List.of();
            case ReportOptions.Selection.Failed failedOnes -> {
                List<Judged> failed = all.stream()
                        .filter(judged -> judged.attempt().outcome() != Outcome.ESTABLISHED
                                && judged.attempt().outcome() != Outcome.CLOSED)
                        .toList();
                yield failed.isEmpty() ? List.of(all.getLast()) : failed;
            }
        };
    }

    /** Writes one report; the stream stays open. */
    public static void write(
            Format format, Diagnosis diagnosis, Language language, ReportOptions options, OutputStream out)
            throws IOException {
        List<Judged> shown = selected(diagnosis, options.selection());
        Words words = Words.in(language);
        switch (format) {
            case JSON -> JsonReport.write(diagnosis, shown, words, options, out);
            case TEXT ->
                out.write(TextReport.of(diagnosis, shown, words, options)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
