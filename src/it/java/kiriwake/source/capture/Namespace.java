package kiriwake.source.capture;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A network of its own for one test: the test runs in a thread that has left the host's network namespace, and so do the
 * threads and the commands it starts. Nothing of it is left when they have ended. Needs root.
 */
final class Namespace {
    private static final int CLONE_NEWNET = 0x4000_0000;

    private Namespace() {}

    /** What a test does. */
    interface Body {
        void run() throws Exception;
    }

    /** libc, as far as it is needed. */
    private static final class Libc {
        static {
            Native.register(Libc.class, "c");
        }

        static native int unshare(int flags);
    }

    static void in(Body body) {
        var failure = new AtomicReference<Throwable>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                if (Libc.unshare(CLONE_NEWNET) != 0) {
                    throw new IllegalStateException("unshare needs root");
                }
                body.run();
            } catch (Exception | AssertionError thrown) {
                failure.set(thrown);
            }
        });
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        Throwable thrown = failure.get();
        if (thrown instanceof AssertionError assertion) {
            throw assertion;
        }
        if (thrown != null) {
            throw new AssertionError(thrown);
        }
    }

    /** Runs {@code ip} with these words, and returns what it says. */
    static String ip(String words) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of("ip"));
        command.addAll(List.of(words.split(" ", -1)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("ip " + words + ": " + said);
        }
        return said;
    }

    /** A cable: what is sent into {@code far} arrives at {@code near}. The kernel says a moment later that it is up. */
    static void cable(String near, String far) throws IOException, InterruptedException {
        ip("link add " + near + " type veth peer name " + far);
        ip("link set " + near + " up");
        ip("link set " + far + " up");
        for (int looks = 0; !ip("-o link show " + near).contains("state UP"); looks++) {
            if (looks == 500) {
                throw new IllegalStateException(near + " does not come up");
            }
            Thread.sleep(10);
        }
    }
}
