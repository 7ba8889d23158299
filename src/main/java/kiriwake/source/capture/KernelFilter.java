package kiriwake.source.capture;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kiriwake.net.Ip;

/**
 * What the kernel is asked for, in the words of pcap-filter(7). Two filters that no packet passes both: the first never
 * changes while an interface is watched, so no control packet is lost when peers come and go; the second holds the peers
 * whose ESP is wanted. Works on every link type whose offsets libpcap knows, NFLOG excepted.
 *
 * <p>Not covered: VLAN tags that are still in the frame when it is captured (the kernel takes the outer one off arriving
 * frames before; a server on a VLAN is captured on its VLAN interface), PPPoE sessions seen on the Ethernet below (they
 * are captured on {@code ppp0}), IPv6 extension headers other than a fragment header, ICMP errors that quote IPv4 options
 * are passed whatever they quote, fragments of UDP are passed whatever they belong to because only the first has ports.
 *
 * <p>A load behind the end of a packet ends the filter with "no": lengths are tested before octets.
 */
public final class KernelFilter {
    /** More peers than this are not followed at once: each costs the kernel two comparisons for every packet. */
    public static final int MOST_PEERS = 48;

    /** Lets nothing through. */
    static final String NOTHING = "len = 0";

    private static final List<Integer> PORTS = List.of(500, 4500, 1701);

    private KernelFilter() {}

    /**
     * IKE on 500; IKE and keepalives on 4500; cleartext L2TP; fragments of UDP; ICMP errors about these and about ESP.
     *
     * @param only the one peer that matters; ICMP errors pass all the same, for they come from routers
     */
    public static String control(Optional<Ip> only) {
        String passing = anyOf(List.of(
                "udp port 500",
                "udp port 1701",
                "(ip and udp port 4500 and ((udp[4:2] = 9 and udp[8] = 0xff) or (udp[4:2] >= 12 and udp[8:4] = 0)))",
                "(ip6 and udp port 4500 and ((ip6[44:2] = 9 and ip6[48] = 0xff)"
                        + " or (ip6[44:2] >= 12 and ip6[48:4] = 0)))",
                "(ip[6:2] & 0x1fff != 0 and ip[9] = 17)",
                "(ip6[6] = 44 and ip6[40] = 17)"));
        String ofPeer =
                only.map(peer -> "(" + host(peer) + " and " + passing + ")").orElse(passing);
        return ofPeer + " or " + errors() + " or " + errors6();
    }

    /** The 28 octets from icmp[8] on are the quoted IPv4 header and the head of what follows it. */
    private static String errors() {
        String types = anyOf(List.of("icmp[0] = 3", "icmp[0] = 4", "icmp[0] = 5", "icmp[0] = 11", "icmp[0] = 12"));
        String noPortsToLookAt = "icmp[8] != 0x45 or icmp[14:2] & 0x1fff != 0";
        return "(icmp and " + types + " and (icmp[17] = 50 or (icmp[17] = 17 and (" + noPortsToLookAt + " or "
                + ports("icmp", 28) + "))))";
    }

    /** The quoted IPv6 header begins at ip6[48]. */
    private static String errors6() {
        return "(ip6[6] = 58 and ip6[40] < 128 and (ip6[54] = 50 or ip6[54] = 44 or (ip6[54] = 17 and ("
                + ports("ip6", 88) + "))))";
    }

    private static String ports(String header, int at) {
        return PORTS.stream()
                .map(port -> "%s[%d:2] = %d or %s[%d:2] = %d".formatted(header, at, port, header, at + 2, port))
                .collect(Collectors.joining(" or "));
    }

    /**
     * ESP and ESP in UDP of these peers, both ways; what is no ESP on 4500 the other filter passes.
     *
     * @param peers at least one, at most {@link #MOST_PEERS}
     */
    public static String sealed(Collection<Ip> peers) {
        if (peers.isEmpty() || peers.size() > MOST_PEERS) {
            throw new IllegalArgumentException(peers.size() + " peers");
        }
        String four = hosts(peers, false);
        String six = hosts(peers, true);
        String ofFour = "(" + four + " and (ip proto 50 or (udp port 4500 and udp[4:2] >= 16 and udp[8:4] != 0)))";
        String ofSix = "(" + six + " and (ip6 proto 50 or (udp port 4500 and ip6[44:2] >= 16 and ip6[48:4] != 0)))";
        return four.isEmpty() ? ofSix : six.isEmpty() ? ofFour : ofFour + " or " + ofSix;
    }

    private static String hosts(Collection<Ip> peers, boolean six) {
        List<String> some = peers.stream()
                .filter(peer -> peer.isV6() == six)
                .sorted()
                .map(KernelFilter::host)
                .toList();
        return some.isEmpty() ? "" : anyOf(some);
    }

    private static String host(Ip peer) {
        return (peer.isV6() ? "ip6 host " : "ip host ") + peer;
    }

    private static String anyOf(List<String> some) {
        return some.size() == 1 ? some.getFirst() : "(" + String.join(" or ", some) + ")";
    }
}
