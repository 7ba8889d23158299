package kiriwake.source.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.Watchdog;

/**
 * Runs commands of the host: a list of arguments and never a shell, programs out of fixed folders, nothing in the
 * environment but {@code LC_ALL=C}, no standard input, with limits for time and output. A command that exceeds one is
 * killed with everything it has started. Safe to use from several threads.
 */
public final class Commands {
    /** Where administrators' programs are on EL 7 and Debian, in the order a root shell there looks. */
    private static final List<Path> FOLDERS = List.of(
            Path.of("/usr/local/sbin"),
            Path.of("/usr/local/bin"),
            Path.of("/usr/sbin"),
            Path.of("/usr/bin"),
            Path.of("/sbin"),
            Path.of("/bin"));

    private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C");
    private static final int MOST_ERRORS = 16 << 10;
    /** How long what is left of the output is waited for once the command has ended. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final List<Path> folders;

    private Commands(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** The commands of this host. */
    public static Commands ofHost() {
        return new Commands(FOLDERS);
    }

    /** Programs out of these folders only, which are absolute. For tests. */
    static Commands in(List<Path> folders) {
        return new Commands(folders);
    }

    /**
     * The absolute path of a program; empty when none of the folders has it. One that we may run is preferred to one
     * that we may not.
     */
    public Optional<Path> find(String program) {
        if (program.isEmpty() || program.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a program is named without its folder: " + program);
        }
        List<Path> files = folders.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isRegularFile)
                .toList();
        return files.stream().filter(Files::isExecutable).findFirst().or(() -> files.stream()
                .findFirst());
    }

    /**
     * Runs a program and waits for its end.
     *
     * @param limit after which it is killed
     * @param mostOctets of standard output, after which it is killed; of standard error the first 16 KiB are kept
     * @param program its name without folder
     */
    public Ran run(Duration limit, int mostOctets, String program, List<String> arguments) {
        var shown = new ArrayList<String>();
        shown.add(program);
        shown.addAll(arguments);
        Optional<Path> found = find(program);
        if (found.isEmpty()) {
            return new Ran.Missing(shown);
        }
        if (!Files.isExecutable(found.get())) {
            return new Ran.Refused(shown, "we may not execute " + found.get());
        }
        // In a session of its own, a command's descendants can be found even when those between have ended.
        Optional<Path> setsid = find("setsid");
        var line = new CommandLine(setsid.orElse(found.get()).toFile());
        setsid.ifPresent(own -> line.addArgument(found.get().toString(), false));
        arguments.forEach(argument -> line.addArgument(argument, false));
        return new Run(shown, limit, mostOctets).of(line);
    }

    /** The same with the arguments one by one. */
    public Ran run(Duration limit, int mostOctets, String program, String... arguments) {
        return run(limit, mostOctets, program, List.of(arguments));
    }

    /** One run: the watch over its time and its output. */
    private static final class Run {
        private final List<String> shown;
        private final Leash leash;
        private final Kept output;
        private final Kept errors;

        Run(List<String> shown, Duration limit, int mostOctets) {
            this.shown = shown;
            this.leash = new Leash(limit);
            this.output = new Kept(mostOctets, leash);
            this.errors = new Kept(MOST_ERRORS, null);
        }

        Ran of(CommandLine line) {
            var pump = new PumpStreamHandler(output, errors, null);
            pump.setStopTimeout(LINGER);
            var executor = DefaultExecutor.builder()
                    .setExecuteStreamHandler(pump)
                    .setWorkingDirectory(Path.of("/"))
                    .get();
            executor.setExitValues(null);
            executor.setWatchdog(leash);
            try {
                int status = executor.execute(line, ENVIRONMENT);
                return ended(status);
            } catch (ExecuteException failure) {
                return leash.wasPulled()
                        ? new Ran.Killed(shown, !output.isFull(), output.text())
                        : new Ran.Refused(shown, reason(failure));
            } catch (IOException failure) {
                return new Ran.Refused(shown, reason(failure));
            } finally {
                leash.killAll();
            }
        }

        private Ran ended(int status) {
            if (leash.wasPulled()) {
                return new Ran.Killed(shown, !output.isFull(), output.text());
            }
            String said = errors.text();
            return said.startsWith("setsid: failed to execute")
                    ? new Ran.Refused(shown, said.strip())
                    : new Ran.Exited(shown, status, output.text(), said);
        }

        private static String reason(IOException failure) {
            String message = String.valueOf(failure.getMessage());
            int error = message.indexOf("error=");
            return error >= 0 ? message.substring(error) : message;
        }
    }

    /** The time limit, and the process with all that came of it. */
    private static final class Leash extends ExecuteWatchdog {
        private volatile Optional<ProcessHandle> process = Optional.empty();
        private volatile boolean pulled;

        /** The builder that replaces this constructor cannot make a subclass. */
        @SuppressWarnings("deprecation")
        Leash(Duration limit) {
            super(limit.toMillis());
        }

        @Override
        public synchronized void start(Process started) {
            process = Optional.of(started.toHandle());
            super.start(started);
        }

        /** The command has ended; what it left behind would keep its output open, and outlive us with our rights. */
        @Override
        public synchronized void stop() {
            killAll();
            super.stop();
        }

        /** The library's own spelling. */
        @Override
        public synchronized void timeoutOccured(Watchdog watchdog) {
            pull();
            super.timeoutOccured(watchdog);
        }

        void pull() {
            pulled = true;
            killAll();
        }

        boolean wasPulled() {
            return pulled;
        }

        void killAll() {
            process.ifPresent(Descendants::kill);
        }
    }

    /** The first octets of a stream. The rest is not kept, and pulls the leash if there is one. */
    private static final class Kept extends OutputStream {
        private final int most;
        private final @org.jspecify.annotations.Nullable Leash leash;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean full;

        Kept(int most, @org.jspecify.annotations.Nullable Leash leash) {
            this.most = most;
            this.leash = leash;
        }

        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] octets, int from, int count) {
            int fits = Math.min(count, most - kept.size());
            kept.write(octets, from, fits);
            if (fits < count && !full) {
                full = true;
                if (leash != null) {
                    leash.pull();
                }
            }
        }

        synchronized boolean isFull() {
            return full;
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
