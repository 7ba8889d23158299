package kiriwake.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kiriwake.event.Direction;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.net.Endpoint;
import kiriwake.net.Ip;
import org.junit.jupiter.api.Test;

class EspObserverTest {
    private static final Ip CLIENT = Ip.read("203.0.113.45").orElseThrow();
    private static final Ip SERVER = Ip.read("198.51.100.20").orElseThrow();
    private static final Way OUT = new Way(new Endpoint(CLIENT, 4500), new Endpoint(SERVER, 4500), Direction.OUT);
    private static final int BIG = 1306;
    private static final int SMALL = 76;

    private final EspObserver esp = new EspObserver(Memory.FILES);
    private final List<Fact.Told> told = new ArrayList<>();

    @Test
    void aBigPacketRepeatedAfterTwiceTheWaitEachTimeIsTold() {
        // server -> client, as recorded behind a line that loses everything over 1000 octets
        for (double at : List.of(0.0, 0.08, 0.33, 0.82, 1.84, 3.84)) {
            out(BIG, at);
        }
        in(SMALL, 5.7); // client -> server, a ping
        out(BIG, 7.8);
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().value("times")).isEqualTo("6");
        assertThat(told.getFirst().value("cameBack")).isEqualTo("1");
    }

    @Test
    void anAcknowledgedDownloadIsNoBackoff() {
        for (int packet = 0; packet < 200; packet++) {
            out(BIG, packet * 0.2);
            in(SMALL, packet * 0.2 + 0.1);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void smallPacketsAtGrowingDistancesAreNoBackoff() {
        for (double at : List.of(0.0, 0.2, 0.6, 1.4, 3.0, 6.2, 12.6)) {
            out(SMALL, at);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void aFlowThatWasForgottenIsSeenAsForTheFirstTime() {
        var small = new EspObserver(new Memory(2, 1, 1));
        for (int packet = 0; packet < 5; packet++) {
            small.count(CLIENT, SERVER, 1, SMALL, 0);
        }
        small.count(CLIENT, SERVER, 2, SMALL, 0);
        assertThat(small.count(CLIENT, SERVER, 1, SMALL, 0).isNews()).isFalse();
        small.count(CLIENT, SERVER, 3, SMALL, 0);
        small.count(CLIENT, SERVER, 4, SMALL, 0);
        assertThat(small.count(CLIENT, SERVER, 1, SMALL, 0).isNews()).isTrue();
    }

    private void out(int octets, double seconds) {
        EspObserver.Counted counted = esp.count(SERVER, CLIENT, 7, octets, nanos(seconds));
        for (Fact fact : EspObserver.facts(counted, OUT, true)) {
            if (fact instanceof Fact.Told sign && sign.sign() == Sign.ESP_BACKOFF) {
                told.add(sign);
            }
        }
    }

    private void in(int octets, double seconds) {
        var unused = esp.count(CLIENT, SERVER, 9, octets, nanos(seconds));
    }

    private static long nanos(double seconds) {
        return 1_700_000_000_000_000_000L + (long) (seconds * 1e9);
    }
}
