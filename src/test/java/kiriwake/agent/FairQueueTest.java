package kiriwake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final FairQueue<String> queue = new FairQueue<>(8, String::length, one -> one.startsWith("?"));

    /** Each of him its first letter names. */
    private void put(String... entries) {
        for (String one : entries) {
            queue.put(one, one.substring(0, 1), one);
        }
    }

    private List<String> all() {
        var all = new ArrayList<String>();
        while (!queue.isEmpty()) {
            queue.take().ifPresent(all::add);
        }
        return all;
    }

    @Test
    void oneWhoShoutsKeepsNobodyElseWaiting() {
        put("a1", "a2", "a3", "b1");
        assertThat(all()).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void whatIsPutAgainIsInTheSamePlaceAndIsTheNewer() {
        queue.put("a1", "a", "old");
        put("b1");
        queue.put("a1", "a", "new");
        assertThat(all()).containsExactly("new", "b1");
    }

    @Test
    void whenItIsFullTheLoudestLosesHisNewest() {
        put("a1", "a2", "a3", "a4", "a5", "b1");
        assertThat(all()).containsExactly("a1", "b1", "a2", "a3");
        assertThat(queue.dropped()).isEqualTo(2);
    }

    @Test
    void whoMayGoFirstGoesBeforeTheLoudest() {
        put("a1", "a2");
        queue.put("b", "b", "?b");
        queue.put("c", "c", "?c");
        put("a3");
        assertThat(all()).containsExactly("a1", "?b", "a2", "a3");
    }

    @Test
    void itIsFullByWeight() {
        put("a1", "b1");
        queue.put("a2", "a", "heavy");
        assertThat(all()).containsExactly("a1", "b1");
        put("a1", "b1");
        queue.put("b1", "b", "now b1");
        put("c1");
        assertThat(all()).containsExactly("a1", "now b1");
    }

    @Test
    void oneThatIsHeavierThanAllOfItIsTaken() {
        queue.put("a1", "a", "much too heavy");
        assertThat(all()).containsExactly("much too heavy");
    }

    @Test
    void whoWaitedInVainBeforeIsNotPunishedLater() {
        put("a1");
        assertThat(all()).containsExactly("a1");
        put("a2", "b1");
        assertThat(all()).containsExactly("a2", "b1");
        assertThat(queue.take()).isEmpty();
    }
}
