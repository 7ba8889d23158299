package kiriwake.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailFollowerTest {
    @TempDir
    Path folder;

    private LogFolder logs;

    @BeforeEach
    void aFolder() {
        logs = new LogFolder(folder);
    }

    @Test
    void aFirstStartBeginsAtTheEnd() throws IOException {
        logs.write("old 1\nold 2\nhalf");
        logs.startAt(new Start.End());
        logs.pollAll();
        logs.write(" and whole\nnew\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("half and whole", "new");
    }

    @Test
    void aFirstStartSinceAMomentTakesTheRotatedFilesThatWereWrittenSince() throws IOException {
        Instant moment = Instant.parse("2026-01-01T00:00:00Z");
        LogFolder.write(logs.file("secure-20251201"), "too old\n");
        LogFolder.write(logs.file("secure-20251225"), "old enough\n");
        logs.write("now\n");
        Files.setLastModifiedTime(logs.file("secure-20251201"), FileTime.from(moment.minusSeconds(9)));
        Files.setLastModifiedTime(logs.file("secure-20251225"), FileTime.from(moment.plusSeconds(9)));
        logs.startAt(new Start.Since(moment));
        logs.pollAll();
        assertThat(logs.committed).containsExactly("old enough", "now");
    }

    @Test
    void aLogThatAppearsLaterIsReadFromItsBeginning() throws IOException {
        logs.startAt(new Start.End());
        LogFolder.write(logs.file("secure.1"), "long ago\n");
        logs.pollAll();
        assertThat(logs.state().trouble()).isEqualTo("is not there");
        logs.write("first\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("first");
        assertThat(logs.state().trouble()).isEmpty();
    }

    @Test
    void aRenamedLogIsFinishedBeforeTheNewOne() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.write("b\n");
        logs.rename(4);
        logs.write("c\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b", "c");
    }

    @Test
    void theDaemonWritesToTheOldFileUntilItIsToldToOpenTheNewOne() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.rename(4);
        logs.create();
        logs.pollAll();
        LogFolder.write(logs.file("secure.1"), "late\n");
        logs.pollAll();
        logs.write("new\n");
        logs.pollAll();
        LogFolder.write(logs.file("secure.1"), "later\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "late", "new", "later");
    }

    @Test
    void severalRotationsBetweenTwoStepsLoseNothing() throws IOException {
        logs.write("0\n");
        logs.pollAll();
        for (int i = 1; i <= 6; i++) {
            logs.rename(9);
            logs.write(i + "\n");
        }
        logs.pollAll();
        assertThat(logs.committed).containsExactly("0", "1", "2", "3", "4", "5", "6");
        assertThat(logs.gaps).isEmpty();
    }

    @Test
    void rotationsWithDatesWhileDownAreCaughtUp() throws IOException {
        logs.write("0\n");
        logs.pollAll();
        logs.write("1\n");
        logs.move("secure", "secure-20260101");
        logs.write("2\n");
        logs.move("secure", "secure-20260108");
        logs.gzip(logs.file("secure-20260101"));
        logs.write("3\n");
        logs.restart();
        logs.pollAll();
        assertThat(logs.committed).containsExactly("0", "1", "2", "3");
        assertThat(logs.gaps).isEmpty();
    }

    @Test
    void theCopyThatCopytruncateMadeIsFinishedFirst() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.write("b\n");
        logs.copy(4);
        logs.truncate();
        logs.write("c is longer than what was there before\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b", "c is longer than what was there before");
        assertThat(logs.gaps).isEmpty();
    }

    @Test
    void aCopyInTheMakingIsNotReadTwice() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.rename(4);
        logs.write("b\n");
        logs.copy(4);
        logs.pollAll();
        logs.truncate();
        logs.write("c\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b", "c");
    }

    @Test
    void copytruncateOfALogThatWasEmptyWhenLastSeenLosesNothing() throws IOException {
        logs.create();
        logs.pollAll();
        logs.write("a\n");
        logs.copy(4);
        logs.truncate();
        logs.write("b\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b");
    }

    @Test
    void copytruncateWhileDownIsFinishedFromTheCompressedCopy() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.write("b\n");
        logs.copy(4);
        logs.gzip(logs.file("secure.1"));
        logs.truncate();
        logs.write("c\n");
        logs.restart();
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b", "c");
    }

    @Test
    void whatWasEmptiedWithoutACopyIsAGap() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.seconds += 10;
        logs.truncate();
        logs.write("b\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b");
        assertThat(logs.gaps).hasSize(1);
        LogGap gap = logs.gaps.getFirst();
        assertThat(gap.reason()).isEqualTo(LogGap.Reason.EMPTIED);
        assertThat(gap.to()).isEqualTo(gap.from().plusSeconds(10));
    }

    @Test
    void aFileDeletedWhileDownIsAGapWithTheOctetsKnownAndTheSpan() throws IOException {
        logs.write("a\n" + "x".repeat(100));
        logs.pollAll();
        logs.seconds += 3600;
        Files.delete(logs.log);
        logs.write("b\n");
        logs.restart();
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b");
        assertThat(logs.gaps).hasSize(1);
        LogGap gap = logs.gaps.getFirst();
        assertThat(gap.reason()).isEqualTo(LogGap.Reason.DELETED);
        assertThat(gap.bytes()).isEqualTo(100);
        assertThat(gap.to()).isEqualTo(gap.from().plusSeconds(3600));
    }

    @Test
    void aFileDeletedWhileItIsReadIsReadToItsEnd() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.write("b\n");
        Files.delete(logs.log);
        logs.write("c\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b", "c");
        assertThat(logs.gaps).isEmpty();
    }

    @Test
    void aHalfLineIsKeptUntilItsEndOrFiveSeconds() throws IOException {
        logs.write("one\ntw");
        logs.pollAll();
        logs.seconds += 4;
        logs.write("o\nthr");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("one", "two");
        logs.seconds += 6;
        logs.pollAll();
        logs.write("ee\nfour\n");
        logs.restart();
        logs.pollAll();
        assertThat(logs.committed).containsExactly("one", "two", "thr", "ee", "four");
        assertThat(logs.lines)
                .extracting(LogLine::kind)
                .containsExactly(
                        LogLine.Kind.WHOLE,
                        LogLine.Kind.WHOLE,
                        LogLine.Kind.UNFINISHED,
                        LogLine.Kind.REST,
                        LogLine.Kind.WHOLE);
    }

    @Test
    void aLineOverTheLimitIsCutAndItsRestSkippedEvenAfterARestart() throws IOException {
        logs.write("x".repeat(5000));
        logs.pollAll();
        logs.restart();
        logs.write("y".repeat(5000) + "\nshort\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("x".repeat(256), "short");
        assertThat(logs.lines.getFirst().truncated()).isTrue();
    }

    @Test
    void carriageReturnsNulsAndOctetsThatAreNoUtf8DoNoHarm() throws IOException {
        Files.write(logs.log, "\0\0\0one\r\ntw\u00e9\n\0\0\n".getBytes(StandardCharsets.ISO_8859_1));
        logs.pollAll();
        assertThat(logs.committed).containsExactly("one", "tw\ufffd", "");
    }

    @Test
    void aWriterThatDoesNotAppendLeavesAHoleWhichIsPassedOver() throws IOException {
        logs.write("a\n".repeat(3000));
        logs.pollAll();
        logs.truncate();
        try (var channel = Files.newByteChannel(logs.log, StandardOpenOption.WRITE)) {
            channel.position(50_000);
            channel.write(ByteBuffer.wrap("b\n".getBytes(StandardCharsets.US_ASCII)));
        }
        logs.pollAll();
        assertThat(logs.committed).hasSize(3001).endsWith("b");
    }

    @Test
    void whatIsNoFileIsRefusedWithAReason() throws IOException {
        Files.createDirectory(logs.log);
        logs.pollAll();
        assertThat(logs.state().trouble()).isEqualTo("is a directory");
        Files.delete(logs.log);
        Files.createSymbolicLink(logs.log, logs.log);
        logs.pollAll();
        assertThat(logs.state().trouble()).isEqualTo("is a symbolic link that leads back to itself");
        Files.delete(logs.log);
        logs.write("a\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a");
    }

    @Test
    void aDamagedCheckpointIsAGapAndTheLogIsReadFromItsEnd() throws IOException {
        logs.write("a\n");
        logs.checkpoints.put(logs.log.toString(), "9 whatever");
        logs.restart();
        logs.pollAll();
        logs.write("b\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("b");
        assertThat(logs.gaps).extracting(LogGap::reason).containsExactly(LogGap.Reason.CHECKPOINT);
    }

    @Test
    void aRotatedFileInAFormThatIsNotReadIsAGap() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.rename(4);
        logs.write("lost\n");
        logs.rename(4);
        logs.move("secure.1", "secure.1.xz");
        logs.write("b\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b");
        assertThat(logs.gaps).extracting(LogGap::reason).containsExactly(LogGap.Reason.PACKED);
    }

    @Test
    void droppedMessagesThatSyslogOwnsUpToAreGaps() throws IOException {
        logs.write("""
                Jan  1 00:00:00 vpn journal: Suppressed 1234 messages from /system.slice/xl2tpd.service
                Jan  1 00:00:01 vpn rsyslogd: imjournal: begin to drop messages due to rate-limiting
                Jan  1 00:00:02 vpn rsyslogd: imjournal: 777 messages lost due to rate-limiting
                """);
        logs.pollAll();
        assertThat(logs.gaps).extracting(LogGap::messages).containsExactly(1234L, 0L, 777L);
    }

    @Test
    void moreRotatedFilesThanMayBeOpenAreReadInTurns() throws IOException {
        logs.write("0\n");
        logs.pollAll();
        var all = new ArrayList<String>(List.of("0"));
        for (int i = 1; i <= 60; i++) {
            logs.rename(90);
            logs.write(i + "\n");
            all.add(String.valueOf(i));
        }
        logs.restart();
        logs.pollAll();
        assertThat(logs.committed).isEqualTo(all);
        assertThat(logs.gaps).isEmpty();
        assertThat(logs.state().openFiles()).isLessThanOrEqualTo(16);
    }

    @Test
    void aCheckpointOfAsManyFilesAsMayBeHeldCanBeReadAgain() {
        var mark = new Checkpoint.Mark(1, 10, 7, 20, Checkpoint.Mood.REST, 30, 40, true);
        var marks = new ArrayList<Checkpoint.Mark>();
        for (int i = 0; i <= TailLimits.USUAL.heldFiles() + 1; i++) {
            marks.add(mark);
        }
        var checkpoint = new Checkpoint(Instant.ofEpochMilli(5), marks);
        assertThat(Checkpoint.read(checkpoint.text())).contains(checkpoint);
    }

    @Test
    void standingStillMakesNoCheckpoint() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.checkpoints.clear();
        logs.seconds += 100;
        logs.pollAll();
        assertThat(logs.checkpoints).isEmpty();
    }
}
