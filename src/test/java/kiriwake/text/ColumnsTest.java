package kiriwake.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {

    @ParameterizedTest
    @CsvSource({
        "UDP 500, 7",
        "サーバー, 8",
        "「鍵」。, 8",
        "ﾊﾝｶｸ, 4",
        "ＵＤＰ, 6",
        "→, 1",
        "한국어, 6",
        "'か\u3099', 2",
        "'e\u0301', 1",
        "'', 0",
    })
    void wideCharactersTakeTwoColumnsAndMarksNone(String text, int columns) {
        assertThat(Columns.of(text)).isEqualTo(columns);
    }

    @Test
    void charactersBeyondTheBasicPlaneAreOne() {
        assertThat(Columns.of("𠮷野家")).isEqualTo(6);
    }

    @Test
    void paddingCountsColumns() {
        assertThat(Columns.padded("鍵", 4)).isEqualTo("鍵  ");
        assertThat(Columns.padded("サーバー", 4)).isEqualTo("サーバー");
    }

    @Test
    void whatIsCutSaysSoAndFits() {
        assertThat(Columns.cut("サーバー", 8)).isEqualTo("サーバー");
        assertThat(Columns.cut("サーバー", 7)).isEqualTo("サー..");
        assertThat(Columns.cut("サーバー", 6)).isEqualTo("サー..");
        assertThat(Columns.cut("server", 5)).isEqualTo("ser..");
    }
}
