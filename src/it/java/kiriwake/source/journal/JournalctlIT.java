package kiriwake.source.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kiriwake.source.tail.Batch;
import kiriwake.source.tail.LogGap;
import kiriwake.source.tail.LogLine;
import kiriwake.source.tail.Start;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of a real journald, followed through the real {@code journalctl}. */
class JournalctlIT {
    private static final Set<String> PROGRAMS = Set.of("xl2tpd", "pppd");

    @TempDir
    Path folder;

    /** What was read and the checkpoint that was kept with it. */
    private final List<String> messages = new ArrayList<>();

    private final List<LogGap> gaps = new ArrayList<>();

    private Optional<String> cursor = Optional.empty();

    @BeforeAll
    static void thisHostHasSystemd() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/journalctl")), "no journalctl here: apt-get install systemd");
        assumeTrue(Files.isExecutable(Journald.PROGRAM), "no journald here: apt-get install systemd");
    }

    private JournalFollower follower(Journald journald) {
        return new JournalFollower(
                journald.journalctl(),
                PROGRAMS,
                cursor,
                new Start.Since(java.time.Instant.now().minusSeconds(3600)),
                InstantSource.system(),
                System::nanoTime);
    }

    /** Until so many messages have come, or a minute is over. */
    private void poll(JournalFollower follower, int wanted) throws InterruptedException {
        for (int i = 0; i < 600 && messages.size() < wanted; i++) {
            Batch batch = follower.poll();
            for (LogLine line : batch.lines()) {
                // journald's own notices come as well
                if (PROGRAMS.contains(field(line.text(), "SYSLOG_IDENTIFIER"))) {
                    messages.add(field(line.text(), "MESSAGE"));
                }
            }
            gaps.addAll(batch.gaps());
            cursor = Optional.ofNullable(batch.checkpoints().get(JournalFollower.SOURCE))
                    .or(() -> cursor);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static String field(String json, String name) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && parser.currentName().equals(name)) {
                    parser.nextToken();
                    return parser.getText();
                }
            }
            return "no " + name + " in " + json;
        } catch (IOException damaged) {
            return "damaged: " + json;
        }
    }

    @Test
    void whatIsWrittenIsFollowedAndGoneOnWithAfterItsCursor() throws Exception {
        try (var journald = new Journald(folder)) {
            journald.log("xl2tpd", "one");
            journald.log("sshd", "of no interest");
            try (JournalFollower follower = follower(journald)) {
                poll(follower, 1);
                journald.log("pppd", "two");
                poll(follower, 2);
                assertThat(follower.state().trouble()).isEmpty();
            }
            assertThat(messages).containsExactly("one", "two");
            assertThat(cursor).isPresent();
            journald.log("xl2tpd", "three, while nobody follows");
            try (JournalFollower follower = follower(journald)) {
                poll(follower, 3);
                journald.log("xl2tpd", "four");
                poll(follower, 4);
            }
            assertThat(messages).containsExactly("one", "two", "three, while nobody follows", "four");
            assertThat(gaps).isEmpty();
        }
    }

    @Test
    void aJournalctlThatIsKilledIsStartedAgainAndNothingIsLostOrDoubled() throws Exception {
        try (var journald = new Journald(folder)) {
            var all = IntStream.range(0, 3000).mapToObj(i -> "line " + i).toList();
            journald.log("xl2tpd", all.subList(0, 1500).toArray(String[]::new));
            try (JournalFollower follower = follower(journald)) {
                poll(follower, 100);
                assertThat(killJournalctl()).as("a journalctl of ours runs").isTrue();
                journald.log("xl2tpd", all.subList(1500, 3000).toArray(String[]::new));
                poll(follower, 3000);
                assertThat(follower.state().starts()).isGreaterThan(1);
            }
            assertThat(messages).containsExactlyElementsOf(all);
            assertThat(gaps).isEmpty();
        }
    }

    /** The one that reads this test's journal. */
    private boolean killJournalctl() {
        String ours = "--directory=" + folder.resolve("journal");
        return ProcessHandle.current()
                        .descendants()
                        .filter(child -> child.info().arguments().stream()
                                .anyMatch(arguments -> List.of(arguments).contains(ours)))
                        .filter(ProcessHandle::destroyForcibly)
                        .count()
                > 0;
    }

    @Test
    void aCursorThatTheJournalDoesNotKnowIsToldAndReadingGoesOn() throws Exception {
        cursor = Optional.of("s=0123456789abcdef0123456789abcdef;i=1;b=0123456789abcdef0123456789abcdef;m=1;t=1;x=1");
        try (var journald = new Journald(folder)) {
            journald.log("xl2tpd", "after a cursor of another journal");
            try (JournalFollower follower = follower(journald)) {
                poll(follower, 1);
            }
            assertThat(messages).containsExactly("after a cursor of another journal");
            assertThat(gaps).extracting(LogGap::reason).containsExactly(LogGap.Reason.DELETED);
        }
    }

    @Test
    void nothingIsLeftRunningWhenItIsClosed() throws Exception {
        try (var journald = new Journald(folder)) {
            journald.log("pppd", "x".repeat(900) + "\u3042");
            try (JournalFollower follower = follower(journald)) {
                poll(follower, 1);
            }
            assertThat(messages.getFirst().getBytes(StandardCharsets.UTF_8)).hasSize(903);
            for (int i = 0; i < 50 && killJournalctl(); i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(killJournalctl()).isFalse();
        }
    }
}
