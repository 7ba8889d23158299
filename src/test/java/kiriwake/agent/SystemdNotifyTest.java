package kiriwake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdNotifyTest {

    /** What systemd is to us: a UNIX datagram socket that somebody reads. */
    @SuppressWarnings("restricted")
    private static final class Listener implements AutoCloseable {
        private static final int DO_NOT_WAIT = 0x40;
        private static final Linker LINKER = Linker.nativeLinker();
        private static final MethodHandle SOCKET = function(
                "socket",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        private static final MethodHandle BIND = function(
                "bind",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        private static final MethodHandle RECV = function(
                "recv",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT));
        private static final MethodHandle CLOSE =
                function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        private final int socket;

        /** The name as the kernel wants it: with NUL first if abstract, with NUL last if a path. */
        Listener(String name) throws Throwable {
            byte[] path = name.getBytes(StandardCharsets.UTF_8);
            socket = (int) SOCKET.invokeExact(1, 2, 0);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment address = arena.allocate(2L + path.length);
                address.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) 1);
                MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, 2, path.length);
                int bound = (int) BIND.invokeExact(socket, address, 2 + path.length);
                assertThat(bound).isZero();
            }
        }

        private static MethodHandle function(String name, FunctionDescriptor shape) {
            return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape);
        }

        /** The next message; empty when there is none. */
        String heard() throws Throwable {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment room = arena.allocate(4096);
                long length = (long) RECV.invokeExact(socket, room, 4096L, DO_NOT_WAIT);
                return length < 0
                        ? ""
                        : new String(room.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
            }
        }

        @Override
        public void close() {
            try {
                int closed = (int) CLOSE.invokeExact(socket);
                assertThat(closed).isZero();
            } catch (Throwable failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    private static SystemdNotify to(String socket) {
        return SystemdNotify.of(Map.of("NOTIFY_SOCKET", socket), 1);
    }

    @Test
    void aLifeIsToldMessageByMessage(@TempDir Path folder) throws Throwable {
        String path = folder.resolve("notify").toString();
        try (var systemd = new Listener(path + "\0")) {
            var notify = to(path);
            assertThat(notify.underSystemd()).isTrue();
            assertThat(notify.ready("watching eth0")).isTrue();
            assertThat(systemd.heard()).isEqualTo("READY=1\nSTATUS=watching eth0");
            assertThat(notify.watchdog()).isTrue();
            assertThat(systemd.heard()).isEqualTo("WATCHDOG=1");
            assertThat(notify.status("3 attempts")).isTrue();
            assertThat(systemd.heard()).isEqualTo("STATUS=3 attempts");
            assertThat(notify.reloading()).isTrue();
            assertThat(systemd.heard()).isEqualTo("RELOADING=1");
            assertThat(notify.stopping()).isTrue();
            assertThat(systemd.heard()).isEqualTo("STOPPING=1");
            assertThat(systemd.heard()).isEmpty();
        }
    }

    @Test
    void anAbstractNameBeginsWithAnAt() throws Throwable {
        String name = "kiriwake-test-" + ProcessHandle.current().pid();
        try (var systemd = new Listener("\0" + name)) {
            assertThat(to("@" + name).watchdog()).isTrue();
            assertThat(systemd.heard()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void aStatusCannotForgeAnotherMessage(@TempDir Path folder) throws Throwable {
        String path = folder.resolve("notify").toString();
        try (var systemd = new Listener(path + "\0")) {
            assertThat(to(path).status("user bob\nMAINPID=1\r\u0000")).isTrue();
            assertThat(systemd.heard()).isEqualTo("STATUS=user bob MAINPID=1");
        }
    }

    @Test
    void whereNobodyListensTheAnswerIsNo(@TempDir Path folder) {
        assertThat(to(folder.resolve("nobody").toString()).ready("")).isFalse();
    }

    @Test
    void outsideSystemdThereIsNobodyToTell() {
        var notify = SystemdNotify.of(Map.of(), 1);
        assertThat(notify.underSystemd()).isFalse();
        assertThat(notify.ready("started by hand")).isTrue();
        assertThat(notify.watchdogEvery()).isEmpty();
    }

    @Test
    void aNameThatNoSocketCanHaveIsNobody() {
        assertThat(to("relative").underSystemd()).isFalse();
        assertThat(to("@").underSystemd()).isFalse();
        assertThat(to("/" + "x".repeat(108)).underSystemd()).isFalse();
    }

    @Test
    void theWatchdogIsFedThreeTimesInItsInterval() {
        assertThat(SystemdNotify.of(Map.of("WATCHDOG_USEC", "60000000"), 7).watchdogEvery())
                .contains(Duration.ofSeconds(20));
        assertThat(SystemdNotify.of(Map.of("WATCHDOG_USEC", "60000000", "WATCHDOG_PID", "7"), 7)
                        .watchdogEvery())
                .contains(Duration.ofSeconds(20));
    }

    @Test
    void aWatchdogForAnotherProcessOrWithoutANumberIsNotOurs() {
        assertThat(SystemdNotify.of(Map.of("WATCHDOG_USEC", "60000000", "WATCHDOG_PID", "8"), 7)
                        .watchdogEvery())
                .isEmpty();
        assertThat(SystemdNotify.of(Map.of("WATCHDOG_USEC", "soon"), 7).watchdogEvery())
                .isEmpty();
        assertThat(SystemdNotify.of(Map.of("WATCHDOG_USEC", "0"), 7).watchdogEvery())
                .isEmpty();
    }
}
