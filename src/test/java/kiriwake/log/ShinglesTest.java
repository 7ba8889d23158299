package kiriwake.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ShinglesTest {
    @Test
    void aTextMayHoldEachOfItsParts() {
        var random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            String text = random.ints(random.nextInt(60), 0, 0x300)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            int from = text.isEmpty() ? 0 : random.nextInt(text.length());
            int to = from + random.nextInt(text.length() - from + 1);
            assertThat(Shingles.of(text).mayHold(Shingles.of(text.substring(from, to))))
                    .isTrue();
        }
    }

    @Test
    void mostOthersItCannotHold() {
        Shingles line = Shingles.of("sent [LCP ConfReq id=0x1 <mru 1410> <asyncmap 0x0> <auth chap MS-v2>]");
        assertThat(line.mayHold(Shingles.of("no suitable connection for peer"))).isFalse();
        assertThat(line.mayHold(Shingles.of("ConfReq"))).isTrue();
        assertThat(line.mayHold(Shingles.of(""))).isTrue();
    }
}
