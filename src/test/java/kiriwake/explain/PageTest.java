package kiriwake.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kiriwake.explain.Passage.Block;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final String TEXT = """
            # A title
            side: server

            ## Fix
            1. Open the port.
               Then reload:

                   firewall-cmd --reload
                     -- deeper

            2. Look again.

            ## About
            日本語の文。
            続きの文。
            IKE のログ

                cat /etc/hosts

            Last one.
            """;

    @Test
    void titleAndKeysComeFirst() {
        var page = Page.read("x", TEXT);
        assertThat(page.title()).isEqualTo("A title");
        assertThat(page.keys()).containsEntry("side", "server");
    }

    @Test
    void stepsHoldProseAndCode() {
        assertThat(Page.read("x", TEXT).steps("Fix"))
                .containsExactly(
                        new Passage(List.of(
                                new Block.Prose("Open the port. Then reload:"),
                                new Block.Code(List.of("firewall-cmd --reload", "  -- deeper")))),
                        new Passage(List.of(new Block.Prose("Look again."))));
    }

    @Test
    void japaneseLinesAreJoinedWithoutASpace() {
        assertThat(Page.read("x", TEXT).passage("About"))
                .isEqualTo(new Passage(List.of(
                        new Block.Prose("日本語の文。続きの文。IKE のログ"),
                        new Block.Code(List.of("cat /etc/hosts")),
                        new Block.Prose("Last one."))));
    }

    @Test
    void aSectionThatIsNotThereIsEmpty() {
        assertThat(Page.read("x", TEXT).line("Observe")).isEmpty();
    }

    @Test
    void textOutsideOfTheFormIsRefused() {
        assertThatThrownBy(() -> Page.read("x", "# A\nstray\n")).hasMessageContaining("stray");
        assertThatThrownBy(() -> Page.read("x", "# A\n## S\n## S\n")).hasMessageContaining("section twice");
        assertThatThrownBy(() -> Page.read("x", "# A\n## S\nno step\n").steps("S"))
                .hasMessageContaining("no step");
    }
}
