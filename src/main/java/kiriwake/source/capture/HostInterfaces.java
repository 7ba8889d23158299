package kiriwake.source.capture;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kiriwake.net.Ip;
import org.jspecify.annotations.Nullable;

/** The interfaces of this host, asked anew each time. Sees the network namespace of the thread that asks. */
final class HostInterfaces {
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final int UP = 1;
    private static final int LOOPBACK = 8;
    private static final int POINT_TO_POINT = 0x10;
    private static final int RUNNING = 0x40;
    private static final int ROUTE_UP = 1;
    private static final int ROUTE_REJECTS = 0x200;
    private static final Path OF_THREAD = Path.of("/proc/thread-self/net");
    private static final Path OF_PROCESS = Path.of("/proc/net");

    private HostInterfaces() {}

    /** libc; through JNA, which pcap4j has loaded anyway. */
    private static final class Libc {
        static {
            Native.register(Libc.class, "c");
        }

        private Libc() {}

        static native int getifaddrs(PointerByReference first);

        static native void freeifaddrs(Pointer first);

        /** 0 when there is none. */
        static native int if_nametoindex(String name);
    }

    /** By name. Empty when the kernel does not say. Java's own list leaves out interfaces without an address. */
    static Map<String, HostInterface> now() {
        // Linux 3.10 has no thread-self; there all threads of ours are in one namespace anyway
        Path proc = Files.isDirectory(OF_THREAD) ? OF_THREAD : OF_PROCESS;
        Set<String> routed = new TreeSet<>(defaultRoutes(text(proc.resolve("route"))));
        routed.addAll(defaultRoutes6(text(proc.resolve("ipv6_route"))));
        var first = new PointerByReference();
        if (Libc.getifaddrs(first) != 0) {
            return Map.of();
        }
        var flags = new TreeMap<String, Integer>();
        var addresses = new TreeMap<String, List<Ip>>();
        for (Pointer at = first.getValue(); at != null; at = at.getPointer(0)) {
            String name = at.getPointer(Native.POINTER_SIZE).getString(0);
            flags.put(name, at.getInt(2L * Native.POINTER_SIZE));
            List<Ip> known = addresses.computeIfAbsent(name, key -> new ArrayList<>());
            address(at.getPointer(3L * Native.POINTER_SIZE)).ifPresent(known::add);
        }
        Libc.freeifaddrs(first.getValue());
        var byName = new TreeMap<String, HostInterface>();
        flags.forEach((name, flag) ->
                byName.put(name, read(name, flag, routed.contains(name), addresses.getOrDefault(name, List.of()))));
        return byName;
    }

    private static HostInterface read(String name, int flags, boolean defaultRoute, List<Ip> addresses) {
        return new HostInterface(
                name,
                Libc.if_nametoindex(name),
                (flags & UP) != 0 && (flags & RUNNING) != 0,
                (flags & LOOPBACK) != 0,
                (flags & POINT_TO_POINT) != 0,
                defaultRoute,
                mtu(name),
                addresses);
    }

    /** @param sockaddr may be null: a PPP link has no address of its own kind */
    private static Optional<Ip> address(@Nullable Pointer sockaddr) {
        if (sockaddr == null) {
            return Optional.empty();
        }
        return switch (sockaddr.getShort(0)) {
            case AF_INET -> Optional.of(Ip.v4(Integer.reverseBytes(sockaddr.getInt(4))));
            case AF_INET6 ->
                Optional.of(Ip.v6(Long.reverseBytes(sockaddr.getLong(8)), Long.reverseBytes(sockaddr.getLong(16))));
            default -> Optional.empty();
        };
    }

    /** Octets, 0 when unknown; in another network namespace than that of /sys it may be another interface's. */
    private static int mtu(String name) {
        List<String> lines = text(Path.of("/sys/class/net", name, "mtu"));
        return lines.size() == 1 && lines.getFirst().matches("\\d{1,6}") ? Integer.parseInt(lines.getFirst()) : 0;
    }

    /** It is there, and the same that it was. */
    static boolean exists(HostInterface one) {
        return Libc.if_nametoindex(one.name()) == one.index();
    }

    private static List<String> text(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException without) {
            // a kernel without IPv6 has no such table, a vanished interface no such file: nothing is in it then
            return List.of();
        }
    }

    /** Names in {@code /proc/net/route}: Iface Destination Gateway Flags RefCnt Use Metric Mask ... */
    static Set<String> defaultRoutes(List<String> lines) {
        var names = new TreeSet<String>();
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length >= 8
                    && fields[1].equals("00000000")
                    && fields[7].equals("00000000")
                    && carries(fields[3])) {
                names.add(fields[0]);
            }
        }
        return names;
    }

    /** Names in {@code /proc/net/ipv6_route}: destination, its length, source, its length, ..., flags, name. */
    static Set<String> defaultRoutes6(List<String> lines) {
        var names = new TreeSet<String>();
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length >= 10
                    && fields[1].equals("00")
                    && fields[0].matches("0{32}")
                    && carries(fields[8])
                    && !fields[9].equals("lo")) {
                names.add(fields[9]);
            }
        }
        return names;
    }

    private static boolean carries(String hexFlags) {
        if (!hexFlags.matches("[0-9A-Fa-f]{1,8}")) {
            return false;
        }
        long flags = Long.parseLong(hexFlags, 16);
        return (flags & ROUTE_UP) != 0 && (flags & ROUTE_REJECTS) == 0;
    }
}
