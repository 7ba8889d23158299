package kiriwake.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WrapTest {

    @Test
    void englishBreaksAtSpaces() {
        assertThat(Wrap.lines("The Mac waited for  an answer", 10))
                .containsExactly("The Mac", "waited for", "an answer");
    }

    @Test
    void anEmptyTextIsOneEmptyLine() {
        assertThat(Wrap.lines("", 10)).containsExactly("");
    }

    @Test
    void japaneseBreaksBetweenCharacters() {
        assertThat(Wrap.lines("鍵が一致しません", 8)).containsExactly("鍵が一致", "しません");
    }

    @Test
    void noLineBeginsWithAFullStop() {
        // The full stop would be the first of line two; it takes the character before it along.
        assertThat(Wrap.lines("鍵が一致。次", 8)).containsExactly("鍵が一", "致。次");
    }

    @Test
    void noLineBeginsWithALongVowelMarkOrASmallKana() {
        assertThat(Wrap.lines("多くのめっき", 8)).containsExactly("多くの", "めっき");
        assertThat(Wrap.lines("サーバーーーー", 6)).containsExactly("サー", "バーーーー");
    }

    @Test
    void aKatakanaWordStaysWhole() {
        assertThat(Wrap.lines("これは設定ファイル", 14)).containsExactly("これは設定", "ファイル");
    }

    @Test
    void noLineEndsWithAnOpeningBracket() {
        assertThat(Wrap.lines("設定は「鍵」", 8)).containsExactly("設定は", "「鍵」");
    }

    @Test
    void latinWordsInJapaneseStayWhole() {
        assertThat(Wrap.lines("サーバーのxl2tpdが応答", 12)).containsExactly("サーバーの", "xl2tpdが応答");
    }

    @Test
    void aQuotedCommandStaysOnOneLineWhereItFits() {
        assertThat(Wrap.lines("Then run `systemctl restart xl2tpd` again", 30))
                .containsExactly("Then run", "`systemctl restart xl2tpd`", "again");
    }

    @Test
    void aQuotedCommandThatCannotFitBreaksAtItsSpaces() {
        assertThat(Wrap.lines("`systemctl restart xl2tpd`", 20)).containsExactly("`systemctl restart", "xl2tpd`");
    }

    @Test
    void quotationsAfterOneThatIsTooLongAreStillKept() {
        assertThat(Wrap.lines("`a line that is too long to fit`, then `two words` end", 20))
                .containsExactly("`a line that is too", "long to fit`, then", "`two words` end");
    }

    @Test
    void aWordLongerThanALineStaysWhole() {
        assertThat(Wrap.lines("see /etc/ppp/options.xl2tpd now", 10))
                .containsExactly("see", "/etc/ppp/options.xl2tpd", "now");
    }

    @Test
    void theIndentIsWithinTheWidth() {
        assertThat(Wrap.hanging("one two three", 10, "1. ", "   ")).containsExactly("1. one two", "   three");
    }

    @Test
    void nothingIsLostAndNothingSticksOut() {
        var random = new Random(7);
        String letters = "あ漢ー。「」（）、ッx 1.";
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            for (int at = 0; at < 40; at++) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            int width = 30 + random.nextInt(30);
            var lines = Wrap.lines(text.toString(), width);
            assertThat(String.join("", lines).replace(" ", ""))
                    .isEqualTo(text.toString().replace(" ", ""));
            for (String line : lines) {
                // Only a chain of marks that may not be parted can be wider.
                if (Columns.of(line) > width) {
                    assertThat(line).containsPattern("[ー。」）、ッ.「（]{2}");
                }
            }
        }
    }
}
