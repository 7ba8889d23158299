package kiriwake.source.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MUCH = 1 << 20;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aCommandGetsItsArgumentsAsTheyAre() throws IOException {
        script("show", "for a in \"$@\"; do echo \"[$a]\"; done");

        Ran ran = commands().run(LIMIT, MUCH, "show", "two words", "$HOME", "`id`", "\"quoted\"", "'", "a;b", "");

        assertThat(ran.text().lines())
                .containsExactly("[two words]", "[$HOME]", "[`id`]", "[\"quoted\"]", "[']", "[a;b]", "[]");
    }

    @Test
    void itsEnvironmentHoldsNothingOfOurs() throws IOException {
        script("show", "/usr/bin/env");

        Ran ran = commands().run(LIMIT, MUCH, "show");

        assertThat(ran.text().lines().filter(line -> !line.matches("(PWD|SHLVL|_|OLDPWD)=.*")))
                .containsExactly("LC_ALL=C");
    }

    @Test
    void exitStatusAndBothOutputsAreKept() throws IOException {
        script("fail", "echo out; echo err >&2; exit 7");

        assertThat(commands().run(LIMIT, MUCH, "fail", "-x"))
                .isEqualTo(new Ran.Exited(List.of("fail", "-x"), 7, "out\n", "err\n"));
    }

    @Test
    void standardInputIsEmpty() throws IOException {
        script("read", "cat; echo end");

        assertThat(commands().run(LIMIT, MUCH, "read").text()).isEqualTo("end\n");
    }

    @Test
    void aMissingCommandIsAFact() {
        assertThat(commands().run(LIMIT, MUCH, "no-such-program", "x"))
                .isEqualTo(new Ran.Missing(List.of("no-such-program", "x")));
    }

    @Test
    void aFileThatIsNoProgramIsRefusedWithAReason() throws IOException {
        Files.writeString(folder.resolve("plain"), "text");

        assertThat(commands().run(LIMIT, MUCH, "plain"))
                .isInstanceOfSatisfying(Ran.Refused.class, refused -> assertThat(refused.reason())
                        .contains("may not execute"));
    }

    @Test
    void aProgramIsNamedWithoutFolder() {
        assertThatThrownBy(() -> commands().run(LIMIT, MUCH, "../bin/sh")).hasMessageContaining("without its folder");
    }

    @Test
    void whatTakesTooLongIsKilledWithItsGrandchildren() throws Exception {
        Path pids = folder.resolve("pids");
        script("hang", "echo begun; (sleep 300 & echo $! >" + pids + "; wait) & sleep 301");

        long begin = System.nanoTime();
        Ran ran = commands().run(Duration.ofMillis(500), MUCH, "hang");

        assertThat(ran).isEqualTo(new Ran.Killed(List.of("hang"), true, "begun\n"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertGone(pids);
    }

    @Test
    void whatIsLeftBehindByACommandThatEndedIsKilledToo() throws Exception {
        Path pids = folder.resolve("pids");
        script("leave", "sleep 300 & echo $! >" + pids + "; echo done");

        Ran ran = commands().run(LIMIT, MUCH, "leave");

        assertThat(ran.text()).isEqualTo("done\n");
        assertGone(pids);
    }

    @Test
    void tooMuchOutputEndsTheCommand() throws IOException {
        script("chatter", "while :; do echo 0123456789; done");

        Ran ran = commands().run(LIMIT, 1000, "chatter");

        assertThat(ran).isInstanceOfSatisfying(Ran.Killed.class, killed -> {
            assertThat(killed.late()).isFalse();
            assertThat(killed.output()).hasSize(1000);
        });
    }

    private static void assertGone(Path pids) throws Exception {
        long pid = Long.parseLong(Files.readString(pids).strip());
        var process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(5, java.util.concurrent.TimeUnit.SECONDS);
        }
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }

    private Commands commands() {
        return Commands.in(List.of(folder, Path.of("/usr/bin"), Path.of("/bin")));
    }

    private void script(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
