package kiriwake.agent;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Tells systemd how the service does (sd_notify(3)): one datagram to the UNIX socket that {@code NOTIFY_SOCKET} names.
 *
 * <p>Java has no datagram sockets of that family, and a {@code systemd-notify} child races with its own exit on the
 * systemd 219 of CentOS 7 and would need {@code NotifyAccess=all}; so libc is called. Outside systemd there is nobody to
 * tell, and every message counts as told. Any thread may call.
 */
public final class SystemdNotify {
    private static final short AF_UNIX = 1;
    private static final int DATAGRAM_CLOSED_ON_EXEC = 2 | 0x80000;
    /** A hung init must not hang us, and no signal if it is gone. */
    private static final int DO_NOT_WAIT_NOR_SIGNAL = 0x40 | 0x4000;
    /** {@code sun_path} of sockaddr_un(7). */
    private static final int LONGEST_NAME = 108;
    /** systemd-journald.service(8). */
    private static final String JOURNAL = "/run/systemd/journal/socket";

    private final byte[] address;
    private final Optional<Duration> watchdogEvery;

    private SystemdNotify(byte[] address, Optional<Duration> watchdogEvery) {
        this.address = address;
        this.watchdogEvery = watchdogEvery;
    }

    /** As systemd set it in the environment of this process. */
    public static SystemdNotify ofProcess() {
        return of(System.getenv(), ProcessHandle.current().pid());
    }

    static SystemdNotify of(Map<String, String> environment, long pid) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        byte[] name = socket.getBytes(StandardCharsets.UTF_8);
        boolean usable =
                (socket.startsWith("/") || socket.startsWith("@")) && name.length > 1 && name.length < LONGEST_NAME;
        return new SystemdNotify(usable ? socketAddress(name) : new byte[0], watchdog(environment, pid));
    }

    /** Two bytes of family, then the name; a leading {@code @} stands for the NUL of an abstract name. */
    private static byte[] socketAddress(byte[] name) {
        boolean isAbstract = name[0] == '@';
        var address = new byte[2 + name.length + (isAbstract ? 0 : 1)];
        ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).putShort(AF_UNIX);
        System.arraycopy(name, 0, address, 2, name.length);
        if (isAbstract) {
            address[2] = 0;
        }
        return address;
    }

    /** A third of {@code WatchdogSec=}, so that one late beat kills nobody. */
    private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String meant = environment.getOrDefault("WATCHDOG_PID", "");
        boolean forUs = meant.isEmpty() || meant.equals(Long.toString(pid));
        if (!forUs || !micros.matches("[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros) / 3, 1000L)));
    }

    /** How often to call {@link #watchdog}; empty when systemd does not watch this process. */
    public Optional<Duration> watchdogEvery() {
        return watchdogEvery;
    }

    /** Whether somebody listens: false when started by hand. */
    public boolean underSystemd() {
        return address.length > 0;
    }

    /** Start-up or reload is done. Every message answers whether systemd took it; the caller says so if not. */
    public boolean ready(String status) {
        return tell("READY=1\nSTATUS=" + oneLine(status));
    }

    /** One line for {@code systemctl status}. */
    public boolean status(String status) {
        return tell("STATUS=" + oneLine(status));
    }

    /** Every thread that matters was found alive just now: call it from that check, never from a bare timer. */
    public boolean watchdog() {
        return tell("WATCHDOG=1");
    }

    public boolean stopping() {
        return tell("STOPPING=1");
    }

    /** The configuration is read anew; {@link #ready} ends it. */
    public boolean reloading() {
        return tell("RELOADING=1");
    }

    /**
     * One entry of the journal in its native form, with fields that alerts can match. False when this is no service, or
     * the journal did not take it.
     *
     * @param fields names as systemd.journal-fields(7) allows them; values lose their control characters
     */
    public boolean journal(Map<String, String> fields) {
        var entry = new StringBuilder();
        fields.forEach((name, value) ->
                entry.append(name).append('=').append(oneLine(value)).append('\n'));
        return underSystemd()
                && LibC.send(
                        socketAddress(JOURNAL.getBytes(StandardCharsets.UTF_8)),
                        entry.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private boolean tell(String message) {
        return address.length == 0 || LibC.send(address, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Loaded with the first message only; through JNA, which pcap4j has loaded anyway. */
    private static final class LibC {
        static {
            Native.register(LibC.class, "c");
        }

        private LibC() {}

        static native int socket(int family, int type, int protocol);

        /** {@code size_t} and {@code ssize_t} have 8 octets where we run. */
        static native long sendto(
                int socket, byte[] message, long length, int flags, byte[] address, int lengthOfAddress);

        static native int close(int descriptor);

        static boolean send(byte[] address, byte[] message) {
            int socket = socket(AF_UNIX, DATAGRAM_CLOSED_ON_EXEC, 0);
            if (socket < 0) {
                return false;
            }
            long sent = sendto(socket, message, message.length, DO_NOT_WAIT_NOR_SIGNAL, address, address.length);
            return close(socket) == 0 && sent == message.length;
        }
    }
}
