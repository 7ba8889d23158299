package kiriwake.source.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A journald of one test, with its own {@code /run} and its files in the test's folder. Needs root. */
final class Journald implements AutoCloseable {
    static final Path PROGRAM = Path.of("/lib/systemd/systemd-journald");

    private static final String SCRIPT = """
            set -e
            mount --make-rprivate /
            mount -t tmpfs tmpfs /run
            mkdir -p /run/systemd/journal /run/log/journal /run/systemd/journald.conf.d
            printf '[Journal]\\nReadKMsg=no\\nAudit=no\\nStorage=volatile\\nForwardToSyslog=no\\n' \
                >/run/systemd/journald.conf.d/test.conf
            mount --bind "$1/journal" /run/log/journal
            mount --bind "$1/socket" /run/systemd/journal
            exec /lib/systemd/systemd-journald
            """;

    private final Path folder;
    private final Process process;

    Journald(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("journal"));
        Files.createDirectories(folder.resolve("socket"));
        process = new ProcessBuilder(List.of(
                        "unshare", "--mount", "sh", "-c", SCRIPT, "sh", folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("journald.out").toFile())
                .start();
        for (int i = 0; i < 300 && !Files.exists(folder.resolve("socket/dev-log")); i++) {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(folder.resolve("journald.out")));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        Path program = Files.writeString(
                folder.resolve("journalctl"),
                "#!/bin/sh\nexec /usr/bin/journalctl --directory=" + folder.resolve("journal") + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    /** A {@code journalctl} that reads this journal and no other. */
    String journalctl() {
        return folder.resolve("journalctl").toString();
    }

    void log(String program, String... messages) throws IOException, InterruptedException {
        Process logger = new ProcessBuilder(
                        "logger", "--socket", folder.resolve("socket/dev-log").toString(), "--tag", program)
                .start();
        try (var out = logger.getOutputStream()) {
            out.write((String.join("\n", messages) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        if (logger.waitFor() != 0) {
            throw new IllegalStateException("logger failed");
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
