package kiriwake.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KNOWN = List.of(
            "ikeauth-psk-mismatch", "ike2-pfs-mismatch", "ikeauth-psk-not-found-for-peer", "data-subnet-overlap");

    @Test
    void aMistypedNameFindsItsOwn() {
        assertThat(Nearest.to("ikeauth-psk-mismach", KNOWN, 1)).containsExactly("ikeauth-psk-mismatch");
    }

    @Test
    void oneWordFindsAllThatHaveIt() {
        assertThat(Nearest.to("psk", KNOWN, 3))
                .containsExactly("ikeauth-psk-mismatch", "ikeauth-psk-not-found-for-peer");
    }

    @Test
    void whatResemblesNothingFindsNothing() {
        assertThat(Nearest.to("zzzz", KNOWN, 3)).isEmpty();
        assertThat(Nearest.to("", KNOWN, 3)).isEmpty();
    }
}
