package kiriwake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final FairQueue<String> queue = new FairQueue<>(8, String::length, one -> one.startsWith("?"));

    private List<String> all() {
        var all = new ArrayList<String>();
        while (!queue.isEmpty()) {
            queue.take().ifPresent(all::add);
        }
        return all;
    }

    @Test
    void oneWhoShoutsKeepsNobodyElseWaiting() {
        queue.put("a1", "a", "a1");
        queue.put("a2", "a", "a2");
        queue.put("a3", "a", "a3");
        queue.put("b1", "b", "b1");
        assertThat(all()).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void whatIsPutAgainIsInTheSamePlaceAndIsTheNewer() {
        queue.put("a1", "a", "old");
        queue.put("b1", "b", "b1");
        queue.put("a1", "a", "new");
        assertThat(all()).containsExactly("new", "b1");
    }

    @Test
    void whenItIsFullTheLoudestLosesHisNewest() {
        for (int i = 1; i <= 4; i++) {
            queue.put("a" + i, "a", "a" + i);
        }
        queue.put("a5", "a", "a5");
        queue.put("b1", "b", "b1");
        assertThat(all()).containsExactly("a1", "b1", "a2", "a3");
        assertThat(queue.dropped()).isEqualTo(2);
    }

    @Test
    void whoMayGoFirstGoesBeforeTheLoudest() {
        queue.put("a1", "a", "a1");
        queue.put("a2", "a", "a2");
        queue.put("b", "b", "?b");
        queue.put("c", "c", "?c");
        queue.put("a3", "a", "a3");
        assertThat(all()).containsExactly("a1", "?b", "a2", "a3");
    }

    @Test
    void itIsFullByWeight() {
        queue.put("a1", "a", "a1");
        queue.put("b1", "b", "b1");
        queue.put("a2", "a", "heavy");
        assertThat(all()).containsExactly("a1", "b1");
        queue.put("a1", "a", "a1");
        queue.put("b1", "b", "b1");
        queue.put("b1", "b", "now b1");
        queue.put("c1", "c", "c1");
        assertThat(all()).containsExactly("a1", "now b1");
    }

    @Test
    void oneThatIsHeavierThanAllOfItIsTaken() {
        queue.put("a1", "a", "much too heavy");
        assertThat(all()).containsExactly("much too heavy");
    }

    @Test
    void whoWaitedInVainBeforeIsNotPunishedLater() {
        queue.put("a1", "a", "a1");
        assertThat(all()).containsExactly("a1");
        queue.put("a2", "a", "a2");
        queue.put("b1", "b", "b1");
        assertThat(all()).containsExactly("a2", "b1");
        assertThat(queue.take()).isEmpty();
    }
}
