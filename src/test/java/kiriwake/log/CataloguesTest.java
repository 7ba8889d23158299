package kiriwake.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import kiriwake.log.kernel.KernelLines;
import kiriwake.log.libreswan.PlutoLines;
import kiriwake.log.macos.MacLines;
import kiriwake.log.pppd.PppdLines;
import kiriwake.log.strongswan.CharonLines;
import kiriwake.log.xl2tpd.Xl2tpdLines;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds every catalogue of log lines to its own samples: each is read by its own entry and by no other. */
class CataloguesTest {
    private static final Map<String, Catalogue> CATALOGUES = new TreeMap<>(Map.of(
            "charon", CharonLines.CATALOGUE,
            "kernel", KernelLines.CATALOGUE,
            "pluto", PlutoLines.CATALOGUE,
            "ppp.log", MacLines.CATALOGUE,
            "pppd", PppdLines.CATALOGUE,
            "xl2tpd", Xl2tpdLines.CATALOGUE));

    /** The last entry of a catalogue takes what is left of the known and useless; it may be wide. */
    private static final Set<String> LEFTOVERS = Set.of("chatter", "debug");

    @TestFactory
    Stream<DynamicTest> eachSampleIsReadByItsOwnEntryAndNoOther() {
        return CATALOGUES.entrySet().stream().flatMap(catalogue -> catalogue.getValue().lines().stream()
                .map(line -> DynamicTest.dynamicTest(catalogue.getKey() + " " + line.id(), () -> {
                    assertThat(catalogue.getValue().read(line.sample()))
                            .as(line.sample())
                            .hasValueSatisfying(
                                    hit -> assertThat(hit.line().id()).isEqualTo(line.id()));
                    List<String> others = catalogue.getValue().lines().stream()
                            .filter(other -> !other.equals(line) && !LEFTOVERS.contains(other.id()))
                            .filter(other ->
                                    other.pattern().matcher(line.sample()).matches())
                            .map(Catalogue.Line::id)
                            .toList();
                    assertThat(others).as(line.sample()).isEmpty();
                })));
    }

    @Test
    void noIdStandsTwiceInOneCatalogue() {
        CATALOGUES.forEach((name, catalogue) -> assertThat(catalogue.lines())
                .extracting(Catalogue.Line::id)
                .as(name)
                .doesNotHaveDuplicates());
    }

    @Test
    void theTestBeforeThePatternLosesNoLine() {
        CATALOGUES.forEach((name, catalogue) -> catalogue.lines().forEach(line -> {
            boolean found = line.literalAtStart()
                    ? line.sample().startsWith(line.literal())
                    : line.sample().contains(line.literal());
            assertThat(found).as("%s %s: '%s'", name, line.id(), line.literal()).isTrue();
        }));
    }

    @Test
    void aLineThatSaysSomethingSaysItOfItsSample() {
        CATALOGUES.forEach((name, catalogue) -> catalogue.lines().stream()
                .filter(line -> line.says().isPresent())
                .forEach(line -> {
                    Saying saying = catalogue.read(line.sample()).orElseThrow().saying();
                    boolean says = !saying.facts().isEmpty() || !saying.ties().isEmpty();
                    boolean onlySometimes = Set.of("no-address", "fips").contains(line.id());
                    assertThat(says || onlySometimes)
                            .as("%s %s", name, line.id())
                            .isTrue();
                }));
    }
}
