package kiriwake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import kiriwake.net.Ip;
import org.junit.jupiter.api.Test;

class HandshakesTest {
    private static final Ip SERVER = Ip.read("198.51.100.20").orElseThrow();
    private static final Ip PEER = Ip.read("203.0.113.45").orElseThrow();
    private static final Set<Ip> OWN = Set.of(SERVER);

    @Test
    void aPeerIsFollowedFromItsSecondMessageOnIfItWasAnswered() {
        var handshakes = new Handshakes(16);
        assertThat(handshakes.seen(PEER, SERVER, OWN)).isFalse(); // client -> server  MM1
        assertThat(handshakes.seen(SERVER, PEER, OWN)).isFalse(); // server -> client  MM2
        assertThat(handshakes.seen(PEER, SERVER, OWN)).isTrue(); // client -> server  MM3
        assertThat(handshakes.followed()).containsExactly(PEER);
        assertThat(handshakes.seen(PEER, SERVER, OWN)).isFalse();
    }

    @Test
    void forgedFirstMessagesAreNotFollowedAndNotKept() {
        var handshakes = new Handshakes(16);
        for (int i = 0; i < 100_000; i++) {
            Ip forged = Ip.v4(0x0B000000 + i);
            handshakes.seen(forged, SERVER, OWN);
            handshakes.seen(SERVER, forged, OWN);
        }
        assertThat(handshakes.followed()).isEmpty();
    }

    @Test
    void theNewestAreFollowedWhenThereAreTooMany() {
        var handshakes = new Handshakes(2);
        for (int i = 1; i <= 3; i++) {
            Ip peer = Ip.v4(0xCB007100 + i);
            handshakes.seen(peer, SERVER, OWN);
            handshakes.seen(SERVER, peer, OWN);
            handshakes.seen(peer, SERVER, OWN);
        }
        assertThat(handshakes.followed()).containsExactly(Ip.v4(0xCB007103), Ip.v4(0xCB007102));
    }
}
