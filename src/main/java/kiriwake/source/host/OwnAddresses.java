package kiriwake.source.host;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kiriwake.net.Ip;

/** The addresses of this network namespace's interfaces, and the interface of its default route. */
final class OwnAddresses {
    /** Of /proc/net/route: the interface, its flags, its metric, its mask. */
    private static final int INTERFACE = 0;

    private static final int DESTINATION = 1;
    private static final int FLAGS = 3;
    private static final int METRIC = 6;
    private static final int MASK = 7;
    private static final int UP = 1;

    private OwnAddresses() {}

    /** Interfaces that are up, without loopback, with their addresses without link-local ones. */
    static Map<String, List<Ip>> byInterface() {
        var found = new TreeMap<String, List<Ip>>();
        try {
            for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (!one.isUp() || one.isLoopback()) {
                    continue;
                }
                var addresses = new ArrayList<Ip>();
                for (InetAddress address : Collections.list(one.getInetAddresses())) {
                    if (!address.isLinkLocalAddress()) {
                        String text = address.getHostAddress();
                        int zone = text.indexOf('%');
                        Ip.read(zone < 0 ? text : text.substring(0, zone)).ifPresent(addresses::add);
                    }
                }
                Collections.sort(addresses);
                found.put(one.getName(), List.copyOf(addresses));
            }
        } catch (SocketException none) {
            // a kernel without networking has no addresses
            return Map.of();
        }
        return Collections.unmodifiableMap(found);
    }

    /** The interface of the IPv4 default route with the lowest metric, of /proc/net/route. */
    static Optional<String> uplink(String routes) {
        String best = "";
        long lowest = Long.MAX_VALUE;
        for (String line : routes.split("\n", -1)) {
            String[] words = line.strip().split("\\s+", -1);
            boolean isDefault = words.length > MASK
                    && words[DESTINATION].equals("00000000")
                    && words[MASK].equals("00000000")
                    && words[METRIC].matches("\\d{1,10}")
                    && words[FLAGS].matches("\\p{XDigit}{1,4}")
                    && (Integer.parseInt(words[FLAGS], 16) & UP) != 0;
            if (isDefault && Long.parseLong(words[METRIC]) < lowest) {
                lowest = Long.parseLong(words[METRIC]);
                best = words[INTERFACE];
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }
}
