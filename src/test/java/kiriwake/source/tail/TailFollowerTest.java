package kiriwake.source.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void aLogThatWasEmptiedSinceItWasFoundIsNotGoneOnWithAtTheOldPlace() throws IOException, MovedException {
        logs.write("first line that was read\nsecond\n");
        OpenLog read = Siblings.once(logs.log).entries().getLast().open().orElseThrow();
        read.resume(25, Checkpoint.Mood.LINE);
        Checkpoint.Mark mark = read.mark(false);
        read.close();
        Entry found = Siblings.once(logs.log).entries().getLast();
        assertThat(found.size()).isEqualTo(32);
        logs.copy(4);
        logs.truncate();
        logs.write("another first line, longer than before\n");
        assertThatThrownBy(() -> Chain.openAt(found, mark)).isInstanceOf(MovedException.class);
        assertThat(Siblings.once(logs.log).find(mark)).as("the copy").isZero();
    }

    @Test
    void aCopyInTheMakingIsMeasuredWhenItIsUsedAndNotWhenItWasListed() throws IOException, MovedException {
        logs.write("a line that is known\n".repeat(20));
        OpenLog read = Siblings.once(logs.log).entries().getLast().open().orElseThrow();
        read.resume(420, Checkpoint.Mood.LINE);
        Checkpoint.Mark mark = read.mark(false);
        read.close();
        LogFolder.write(logs.file("secure.1"), "a line that is known\n");
        Siblings listed = Siblings.once(logs.log);
        assertThat(listed.entries().getFirst().size()).isEqualTo(21);
        LogFolder.write(logs.file("secure.1"), "a line that is known\n".repeat(19));
        logs.truncate();
        try (OpenLog copy = Chain.openAt(listed.entries().get(listed.find(mark)), mark)) {
            assertThat(copy.offset()).isEqualTo(420);
        }
    }

    @Test
    void whatStandsBehindALostCopyIsReadThoughTheLogWasWrittenToAfterIt() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.write("lost\n");
        logs.copy(9);
        logs.truncate();
        logs.write("b\n");
        logs.copy(9);
        logs.truncate();
        logs.write("c\n");
        logs.copy(9);
        logs.truncate();
        logs.write("d\n");
        Files.delete(logs.file("secure.3"));
        FileTime later = FileTime.from(
                Files.getLastModifiedTime(logs.file("secure.1")).toInstant().plusSeconds(60));
        Files.setLastModifiedTime(logs.log, later);
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b", "c", "d");
        assertThat(logs.gaps).extracting(LogGap::reason).containsExactly(LogGap.Reason.EMPTIED);
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 31, 32})
    void aCopyInTheMakingIsNotReadTwiceWhereMoreWaitsThanMayBeOpen(int rotated) throws IOException {
        var expected = new ArrayList<String>();
        for (int i = 0; i < rotated; i++) {
            expected.add("line " + i);
            logs.write("line " + i + "\n");
            logs.copy(99);
            logs.truncate();
        }
        logs.write("last 1\nlast 2\nlast 3\n");
        expected.addAll(List.of("last 1", "last 2", "last 3"));
        for (int i = rotated; i >= 1; i--) {
            logs.move("secure." + i, "secure." + (i + 1));
        }
        LogFolder.write(logs.file("secure.1"), "last 1\n");
        logs.poll();
        logs.restart();
        logs.poll();
        LogFolder.write(logs.file("secure.1"), "last 2\nlast 3\n");
        logs.poll();
        logs.truncate();
        logs.write("new\n");
        expected.add("new");
        logs.pollAll();
        assertThat(logs.committed).containsExactlyElementsOf(expected);
        assertThat(logs.gaps).isEmpty();
    }

    @Test
    void aGapThatWasToldAndKeptIsNotToldAgainAfterARestart() throws IOException {
        logs.write("a\n");
        logs.pollAll();
        logs.write("lost\n");
        logs.rename(9);
        logs.write("b\n");
        logs.rename(9);
        Files.delete(logs.file("secure.2"));
        logs.restart();
        logs.pollAll();
        logs.restart();
        logs.pollAll();
        logs.write("c\n");
        logs.pollAll();
        assertThat(logs.committed).containsExactly("a", "b", "c");
        assertThat(logs.gaps).extracting(LogGap::reason).containsExactly(LogGap.Reason.DELETED);
    }
}
