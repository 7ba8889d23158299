package kiriwake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import kiriwake.net.Ip;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Ip SERVER = Ip.read("198.51.100.20").orElseThrow();

    private static String association(String spi) {
        return """
                src 203.0.113.45 dst 198.51.100.20
                \tproto esp spi 0x%s reqid 1 mode transport
                \treplay-window 32\s
                \tauth-trunc hmac(sha1) 0x000102030405060708090a0b0c0d0e0f10111213 96
                \tenc cbc(aes) 0x000102030405060708090a0b0c0d0e0f
                """.formatted(spi);
    }

    @Test
    void keysAreAskedForWhenEspComesAndKeptWhenTheyAreGone() {
        var answers = new ArrayDeque<>(List.of(association("00000001"), association("00000002")));
        var keys = new KeyRing(() -> Optional.ofNullable(answers.poll()).orElse(""));
        assertThat(keys.need(SERVER, 1)).isTrue();
        assertThat(keys.need(SERVER, 1)).isFalse();
        assertThat(keys.need(SERVER, 2)).isTrue();
        assertThat(keys.associations().has(SERVER, 1)).isTrue();
        assertThat(keys.text()).contains("spi 0x00000001").contains("spi 0x00000002");
    }

    @Test
    void anAssociationThatTheDaemonInstallsALittleLaterIsWaitedFor() {
        var answers = new ArrayDeque<>(List.of(association("00000007"), "", association("00000001")));
        var keys = new KeyRing(() -> Optional.ofNullable(answers.poll()).orElse(""));
        assertThat(keys.need(SERVER, 1)).isTrue();
    }

    @Test
    void whereThereAreNoKeysNobodyAsksTwice() {
        var asked = new int[1];
        var keys = new KeyRing(() -> {
            asked[0]++;
            return "";
        });
        assertThat(keys.need(SERVER, 1)).isFalse();
        assertThat(keys.need(SERVER, 1)).isFalse();
        assertThat(asked[0]).isEqualTo(2);
    }

    @Test
    void itDoesNotTellItsKeysByAccident() {
        var keys = new KeyRing(() -> association("00000001"));
        keys.need(SERVER, 1);
        assertThat(keys.toString()).isEqualTo("1 associations");
    }
}
