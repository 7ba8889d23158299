package kiriwake.report;

import java.time.Instant;

/**
 * How a report is made.
 *
 * @param generated when
 * @param version of kiriwake
 * @param colour ink for a terminal
 * @param width columns of the text report
 * @param selection which attempts are shown in full
 */
public record ReportOptions(Instant generated, String version, boolean colour, int width, Selection selection) {

    /** Which attempts are shown in full. */
    public sealed interface Selection {
        /** All that failed, or the last when none did. */
        record Failed() implements Selection {}

        record Last() implements Selection {}

        record All() implements Selection {}

        /** The n-th, from 1, in order of time. */
        record Nth(int number) implements Selection {}
    }
}
