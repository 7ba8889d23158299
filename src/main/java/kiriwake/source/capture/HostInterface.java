package kiriwake.source.capture;

import java.util.List;
import kiriwake.net.Ip;

/**
 * An interface at one moment.
 *
 * @param index changes when it is made anew under the same name; 0 for what is none of the kernel's ({@code any})
 * @param up set up and running
 * @param pointToPoint one address on the other end, as a PPP link has
 * @param mtu octets; 0 when unknown
 */
record HostInterface(
        String name,
        int index,
        boolean up,
        boolean loopback,
        boolean pointToPoint,
        boolean defaultRoute,
        int mtu,
        List<Ip> addresses) {

    HostInterface {
        addresses = List.copyOf(addresses);
    }

    /** {@code any}, {@code nflog:5}: libpcap knows them, the kernel has no such interface. */
    static HostInterface pseudo(String name) {
        return new HostInterface(name, 0, true, false, false, false, 0, List.of());
    }

    /**
     * It leads to the clients. A PPP link has the server's own address on many servers, one for each client inside the
     * tunnel, so it needs the default route to count.
     */
    boolean leadsOutside() {
        return !loopback && (defaultRoute || !pointToPoint && addresses.stream().anyMatch(HostInterface::isPublic));
    }

    private static boolean isPublic(Ip address) {
        return !address.isPrivate() && (address.isV6() ? address.high() >>> 61 == 1 : address.low() >>> 24 != 0);
    }
}
