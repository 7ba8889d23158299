package kiriwake.state;

import java.util.List;
import java.util.Set;
import kiriwake.net.Ip;

/** One condition of a rule (iptables(8), iptables-extensions(8)). A rule matches when all of them do. */
sealed interface Match {

    /** Whose address or port is meant. */
    enum End {
        SOURCE,
        DESTINATION,
        EITHER
    }

    /** Both ends are part of it. */
    record PortRange(int from, int to) {
        boolean contains(int port) {
            return from <= port && port <= to;
        }
    }

    /** {@code name} in lower case, {@code all} for any. */
    record Protocol(String name, boolean negated) implements Match {}

    record Address(End end, List<Prefix> prefixes, boolean negated) implements Match {
        public Address {
            prefixes = List.copyOf(prefixes);
        }
    }

    record AddressRange(End end, Ip from, Ip to, boolean negated) implements Match {}

    /** {@code name} may end in {@code +}. {@code incoming}: {@code -i}, else {@code -o}. */
    record Interface(boolean incoming, String name, boolean negated) implements Match {}

    record Ports(End end, List<PortRange> ranges, boolean negated) implements Match {
        public Ports {
            ranges = List.copyOf(ranges);
        }
    }

    /** Names as {@code --ctstate} has them. */
    record ConnectionState(Set<String> states, boolean negated) implements Match {
        public ConnectionState {
            states = Set.copyOf(states);
        }
    }

    /** {@code --dir} and {@code --pol} of the policy module: whether the packet came or goes under IPsec. */
    record Ipsec(boolean incoming, boolean wanted) implements Match {}

    record AddressType(End end, Set<String> types, boolean negated) implements Match {
        public AddressType {
            types = Set.copyOf(types);
        }
    }

    /** {@code ends}: what is looked up, in the order of the set's dimensions. */
    record InSet(String set, List<End> ends, boolean negated) implements Match {
        public InSet {
            ends = List.copyOf(ends);
        }
    }

    /** {@code type} as printed: a number, {@code 3/4}, a name or {@code any}. */
    record IcmpType(String type, boolean negated) implements Match {}

    /** Unicast, broadcast or multicast on the link. */
    record LinkType(String type, boolean negated) implements Match {}

    /** A module whose answer does not follow from the packet: limit, mark, recent, owner and those we do not know. */
    record Sometimes(String text) implements Match {}
}
