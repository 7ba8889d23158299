package kiriwake.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import kiriwake.log.kernel.KernelLines;
import kiriwake.log.libreswan.PlutoLines;
import kiriwake.log.pppd.PppdLines;
import kiriwake.log.xl2tpd.Xl2tpdLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlternativesTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "(?:FATAL: .{0,9}|ABORT at .*);FATAL: |ABORT at ;FATAL: |ABORT at ",
                "(?:IPv4: )?martian source \\S+;martian source |IPv4: martian source ;martian source |IPv4: martian source ",
                ".{0,40}(?:rejecting|dropping) IKEv1 packet;; IKEv1 packet",
                "(?:.{0,40}ratelimit: x|Suppressed);;ratelimit: x|Suppressed",
                "(?<a>PSK|Key) refused|odd;PSK refused|Key refused|odd;PSK refused|Key refused|odd",
                "(?:ab|\\(c[)]d);ab|(c;ab|(c",
                "(?:ab)+c;;",
                "(?i)abc;;",
            })
    void aPatternIsTakenApart(String pattern, String starts, String parts) {
        assertThat(Alternatives.of(pattern)).isEqualTo(new Alternatives(list(starts), list(parts)));
    }

    private static List<String> list(@org.jspecify.annotations.Nullable String text) {
        return text == null ? List.of("") : List.of(text.split("\\|"));
    }

    @Test
    void everySampleOfACatalogueIsAllowed() {
        assertThat(Stream.of(PlutoLines.CATALOGUE, PppdLines.CATALOGUE, Xl2tpdLines.CATALOGUE, KernelLines.CATALOGUE)
                        .flatMap(catalogue -> catalogue.lines().stream()))
                .allMatch(line -> line.alternatives().allow(line.sample(), Shingles.of(line.sample()))
                        && line.alternatives().mayBegin(line.sample().charAt(0)));
    }
}
