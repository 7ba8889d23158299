package kiriwake.source.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiriwake.source.tail.Batch;
import kiriwake.source.tail.LogGap;
import kiriwake.source.tail.Start;
import org.junit.jupiter.api.Test;

class JournalFollowerTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final List<List<String>> started = new ArrayList<>();
    private final List<Pipe> pipes = new ArrayList<>();
    private long seconds;

    private JournalFollower follower(Optional<String> cursor, Start start) {
        Journalctl fake = (arguments, pipe) -> {
            started.add(arguments);
            pipes.add(pipe);
            return () -> pipe.ended("ended");
        };
        return new JournalFollower(
                fake,
                Set.of("xl2tpd", "pppd"),
                cursor,
                start,
                () -> NOON.plusSeconds(seconds),
                () -> seconds * 1_000_000_000L);
    }

    private void prints(String text) throws IOException {
        pipes.getLast().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String entry(int number, String message) {
        return "{\"__CURSOR\":\"c" + number + "\",\"SYSLOG_IDENTIFIER\":\"xl2tpd\",\"MESSAGE\":\"" + message + "\"}\n";
    }

    @Test
    void itFollowsTheProgramsAndTheJournalsOwnNoticesFromNowOn() {
        follower(Optional.empty(), new Start.End()).poll();
        assertThat(started)
                .containsExactly(List.of(
                        "--follow",
                        "--output=json",
                        "--all",
                        "--no-tail",
                        "--quiet",
                        "--no-pager",
                        "--since=now",
                        "SYSLOG_IDENTIFIER=pppd",
                        "SYSLOG_IDENTIFIER=xl2tpd",
                        "SYSLOG_IDENTIFIER=systemd-journald",
                        "SYSLOG_IDENTIFIER=rsyslogd",
                        "+",
                        "_TRANSPORT=driver"));
    }

    @Test
    void theCheckpointIsTheCursorOfTheLastEntryAndHalfAnEntryWaits() throws IOException {
        JournalFollower journal = follower(Optional.empty(), new Start.Since(NOON.minusSeconds(60)));
        journal.poll();
        assertThat(started.getFirst()).contains("--since=-60s");
        String second = entry(2, "b");
        prints(entry(1, "a") + second.substring(0, 9));
        Batch batch = journal.poll();
        assertThat(batch.lines()).hasSize(1);
        assertThat(batch.checkpoints()).isEqualTo(Map.of("journal", "c1"));
        prints(second.substring(9));
        assertThat(journal.poll().checkpoints()).isEqualTo(Map.of("journal", "c2"));
        assertThat(journal.poll().isEmpty()).isTrue();
    }

    @Test
    void oneThatDiesIsStartedAgainAfterTheLastCursorAtGrowingIntervals() throws IOException {
        JournalFollower journal = follower(Optional.of("c0"), new Start.End());
        journal.poll();
        prints(entry(0, "before") + entry(1, "a"));
        pipes.getLast().ended("journalctl ended with status 1");
        Batch first = journal.poll();
        assertThat(first.lines()).as("the entry of the cursor is left out").hasSize(1);
        assertThat(first.gaps()).isEmpty();
        journal.poll();
        assertThat(journal.state().trouble()).isEqualTo("journalctl ended with status 1");
        assertThat(started).hasSize(1);
        seconds = 1;
        journal.poll();
        assertThat(started.getLast()).contains("--cursor=c1");
        pipes.getLast().ended("journalctl ended with status 1");
        journal.poll();
        seconds = 2;
        journal.poll();
        assertThat(started).hasSize(2);
        seconds = 3;
        journal.poll();
        assertThat(started).hasSize(3);
    }

    @Test
    void aCursorTheJournalDoesNotKnowAnyMoreIsAGap() {
        JournalFollower journal = follower(Optional.of("gone"), new Start.End());
        var gaps = new ArrayList<LogGap>();
        for (int i = 0; i < 20; i++) {
            gaps.addAll(journal.poll().gaps());
            pipes.getLast().ended("journalctl ended with status 1, saying: Failed to seek to cursor");
            seconds += 10;
        }
        assertThat(gaps).hasSize(1);
        assertThat(gaps.getFirst().reason()).isEqualTo(LogGap.Reason.DELETED);
        assertThat(started.getLast()).contains("--since=now");
    }

    @Test
    void anotherEntryThanTheOneThatWasReadLastIsAGapAndIsDelivered() throws IOException {
        JournalFollower journal = follower(Optional.of("c1"), new Start.End());
        journal.poll();
        prints(entry(7, "much later") + entry(8, "again"));
        Batch batch = journal.poll();
        assertThat(batch.lines()).hasSize(2);
        assertThat(batch.gaps()).extracting(LogGap::reason).containsExactly(LogGap.Reason.DELETED);
    }

    @Test
    void thatThereIsNoJournalctlIsAFact() {
        JournalFollower journal = follower(Optional.empty(), new Start.End());
        journal.poll();
        pipes.getLast().ended(JournalFollower.NOT_THERE + ": error=2, No such file or directory");
        journal.poll();
        assertThat(journal.state().absent()).isTrue();
    }

    @Test
    void noticesOfDroppedMessagesAreGaps() throws IOException {
        JournalFollower journal = follower(Optional.empty(), new Start.End());
        journal.poll();
        prints(entry(1, "Suppressed 99 messages from /system.slice/ipsec.service"));
        assertThat(journal.poll().gaps()).extracting(LogGap::messages).containsExactly(99L);
    }

    @Test
    void whatIsNoJsonIsDeliveredAndMovesNoCursor() throws IOException {
        JournalFollower journal = follower(Optional.of("c7"), new Start.End());
        journal.poll();
        prints("\u0000garbage {\n{\"__CURSOR\":\n[]\n");
        Batch batch = journal.poll();
        assertThat(batch.lines()).hasSize(3);
        assertThat(batch.checkpoints()).isEqualTo(Map.of("journal", "c7"));
    }

    @Test
    void aProgramThatReachesAFileIsNotFollowedHere() {
        assertThat(JournalPrograms.notIn(List.of(Path.of("/var/log/messages"), Path.of("/var/log/secure"))))
                .isEmpty();
        assertThat(JournalPrograms.notIn(List.of(Path.of("/var/log/messages"))))
                .contains("pluto")
                .doesNotContain("xl2tpd", "kernel");
        assertThat(JournalPrograms.notIn(List.of())).contains("pluto", "xl2tpd", "charon", "pppd", "kernel");
    }
}
