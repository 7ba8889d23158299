package kiriwake.source.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of what a writer, logrotate and a killed follower do, against what they must come to: every line once,
 * whole, and those of one file in order. The seed is the test's name.
 */
class TailModelTest {
    private static final int RUNS = Integer.getInteger("tail.model.runs", 10);
    private static final int STEPS = 120;

    @TempDir
    Path folder;

    private int number;
    private int days;
    private boolean copied;
    private boolean written;

    @ParameterizedTest
    @ValueSource(strings = {"numbers", "dates"})
    void everyLineIsCommittedOnce(String naming) throws IOException {
        for (int seed = 0; seed < RUNS; seed++) {
            run(naming.equals("dates"), seed);
        }
    }

    private void run(boolean dates, int seed) throws IOException {
        Path place = Files.createDirectory(folder.resolve("run-" + seed));
        var logs = new LogFolder(place);
        var random = new Random(seed);
        var expected = new ArrayList<String>();
        var story = new ArrayList<String>();
        number = 0;
        days = 0;
        copied = false;
        written = false;
        for (int step = 0; step < STEPS; step++) {
            act(random.nextInt(12), dates, logs, random, expected, story);
        }
        if (copied) {
            logs.truncate();
        }
        logs.pollAll();
        logs.seconds += 100;
        logs.pollAll();
        assertThat(difference(expected, logs.committed))
                .as("seed %d: %s", seed, story)
                .isEmpty();
        assertThat(logs.gaps).as("seed %d: %s", seed, story).isEmpty();
    }

    private static String difference(List<String> expected, List<String> committed) {
        int same = 0;
        while (same < expected.size()
                && same < committed.size()
                && expected.get(same).equals(committed.get(same))) {
            same++;
        }
        if (same == expected.size() && same == committed.size()) {
            return "";
        }
        var lost = new ArrayList<>(expected);
        lost.removeAll(committed);
        return "first %d of %d lines right, %d committed, then %s; lost %d: %s"
                .formatted(
                        same,
                        expected.size(),
                        committed.size(),
                        committed.stream().skip(same).limit(3).toList(),
                        lost.size(),
                        lost.stream().limit(3).toList());
    }

    private void act(int what, boolean dates, LogFolder logs, Random random, List<String> expected, List<String> story)
            throws IOException {
        // what is written between the copy and the truncation is lost to everybody
        if (copied && (what <= 6 || what == 9)) {
            story.add("truncate");
            logs.truncate();
            copied = false;
            written = false;
            return;
        }
        switch (what) {
            case 0, 1, 2, 3 -> {
                story.add("write");
                write(logs, random, expected);
            }
            case 4, 5 -> {
                if (Files.exists(logs.log)) {
                    story.add("rename");
                    rotated(dates, logs, true);
                }
                if (random.nextBoolean()) {
                    story.add("create");
                    Files.createFile(logs.log);
                    written = false;
                }
            }
            case 6 -> {
                if (Files.exists(logs.log) && written) {
                    story.add("copy");
                    rotated(dates, logs, false);
                    copied = true;
                }
            }
            case 7 -> compress(logs, story);
            case 8 -> {
                story.add("die");
                logs.pollAndDie();
            }
            case 9 -> {
                story.add("restart");
                logs.restart();
            }
            default -> {
                story.add("poll");
                logs.poll();
                logs.seconds += random.nextInt(3);
            }
        }
    }

    private void write(LogFolder logs, Random random, List<String> expected) throws IOException {
        int count = 1 + random.nextInt(random.nextInt(10) == 0 ? 80 : 4);
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String line = "line " + number++ + " " + "x".repeat(random.nextInt(60));
            expected.add(line);
            text.append(line).append('\n');
        }
        String all = text.toString();
        int cut = random.nextInt(all.length());
        logs.write(all.substring(0, cut));
        if (random.nextInt(3) == 0) {
            logs.poll();
        }
        logs.write(all.substring(cut));
        written = true;
    }

    private void rotated(boolean dates, LogFolder logs, boolean rename) throws IOException {
        if (!dates) {
            if (rename) {
                logs.rename(200);
            } else {
                logs.copy(200);
            }
            return;
        }
        Path target = logs.file("secure-" + (20260101 + days));
        days++;
        if (rename) {
            Files.move(logs.log, target);
        } else {
            Files.copy(logs.log, target);
        }
    }

    private void compress(LogFolder logs, List<String> story) throws IOException {
        List<Path> plain;
        try (var files = Files.list(logs.folder)) {
            plain = files.filter(file -> !file.equals(logs.log))
                    .filter(file -> !file.toString().endsWith(".gz"))
                    .sorted()
                    .toList();
        }
        if (!plain.isEmpty() && !copied) {
            story.add("gzip");
            logs.gzip(plain.get(plain.size() / 2));
        }
    }
}
