package kiriwake.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import kiriwake.net.Ip;

/** Answers one condition of a rule for one packet. */
final class Matching {
    private static final Map<String, Integer> ICMP = Map.ofEntries(
            Map.entry("echo-reply", 0),
            Map.entry("destination-unreachable", 3),
            Map.entry("source-quench", 4),
            Map.entry("redirect", 5),
            Map.entry("echo-request", 8),
            Map.entry("router-advertisement", 9),
            Map.entry("router-solicitation", 10),
            Map.entry("time-exceeded", 11),
            Map.entry("parameter-problem", 12),
            Map.entry("timestamp-request", 13),
            Map.entry("timestamp-reply", 14));

    private final IpSets sets;
    private final Set<Ip> local;

    /** @param local the host's own addresses; empty when not known */
    Matching(IpSets sets, Set<Ip> local) {
        this.sets = sets;
        this.local = Set.copyOf(local);
    }

    /** All conditions together: one that says no decides, whatever the others may say. */
    Answer all(List<Match> matches, Packet packet) {
        Answer all = Answer.YES;
        for (Match match : matches) {
            Answer one = one(match, packet);
            if (one == Answer.NO) {
                return Answer.NO;
            }
            all = one == Answer.MAYBE ? Answer.MAYBE : all;
        }
        return all;
    }

    private Answer one(Match match, Packet packet) {
        return switch (match) {
            case Match.Protocol protocol ->
                Answer.of(protocol.name().equals("all") || protocol.name().equals(packet.protocol()))
                        .negatedIf(protocol.negated());
            case Match.Address wanted -> address(wanted, packet).negatedIf(wanted.negated());
            case Match.AddressRange range ->
                address(range.end(), packet)
                        .map(ip -> Answer.of(range.from().compareTo(ip) <= 0 && ip.compareTo(range.to()) <= 0))
                        .orElse(Answer.MAYBE)
                        .negatedIf(range.negated());
            case Match.Interface card ->
                card(card.incoming(), card.name(), packet).negatedIf(card.negated());
            case Match.Ports ports -> ports(ports.end(), ports.ranges(), packet).negatedIf(ports.negated());
            case Match.ConnectionState state -> state(state.states(), packet).negatedIf(state.negated());
            case Match.Ipsec ipsec -> {
                boolean itsWay = ipsec.incoming() == (packet.way() != Packet.Way.OUT);
                yield Answer.of((itsWay && packet.underIpsec()) == ipsec.wanted());
            }
            case Match.AddressType type ->
                addressType(type.end(), type.types(), packet).negatedIf(type.negated());
            case Match.InSet set -> inSet(set, packet).negatedIf(set.negated());
            case Match.IcmpType icmp -> icmp(icmp.type(), packet).negatedIf(icmp.negated());
            case Match.LinkType link -> Answer.of(link.type().equals("unicast")).negatedIf(link.negated());
            case Match.Sometimes sometimes -> Answer.MAYBE;
        };
    }

    private static Answer address(Match.Address wanted, Packet packet) {
        Optional<Ip> ip = address(wanted.end(), packet);
        if (ip.isPresent()) {
            return Answer.of(wanted.prefixes().stream().anyMatch(prefix -> prefix.contains(ip.get())));
        }
        boolean every = wanted.prefixes().stream().anyMatch(prefix -> prefix.bits() == 0);
        return every ? Answer.YES : Answer.MAYBE;
    }

    private static Optional<Ip> address(Match.End end, Packet packet) {
        return end == Match.End.SOURCE ? packet.source() : packet.destination();
    }

    private static Answer card(boolean incoming, String name, Packet packet) {
        if (name.equals("+")) {
            return Answer.YES;
        }
        boolean hasNone = packet.way() == (incoming ? Packet.Way.OUT : Packet.Way.IN);
        if (hasNone) {
            return Answer.NO;
        }
        Optional<String> card = incoming ? packet.inInterface() : packet.outInterface();
        if (card.isPresent()) {
            return Answer.of(
                    name.endsWith("+")
                            ? card.get().startsWith(name.substring(0, name.length() - 1))
                            : card.get().equals(name));
        }
        // whichever card the client's packets use, it is not one of these
        return name.equals("lo") || name.startsWith("ppp") ? Answer.NO : Answer.MAYBE;
    }

    private static Answer ports(Match.End end, List<Match.PortRange> ranges, Packet packet) {
        return switch (end) {
            case SOURCE -> port(packet.sourcePort(), ranges);
            case DESTINATION -> port(packet.destinationPort(), ranges);
            case EITHER -> {
                Answer source = port(packet.sourcePort(), ranges);
                Answer destination = port(packet.destinationPort(), ranges);
                if (source == Answer.YES || destination == Answer.YES) {
                    yield Answer.YES;
                }
                yield source == Answer.NO && destination == Answer.NO ? Answer.NO : Answer.MAYBE;
            }
        };
    }

    private static Answer port(OptionalInt port, List<Match.PortRange> ranges) {
        if (port.isEmpty()) {
            boolean every = ranges.stream().anyMatch(range -> range.from() == 0 && range.to() == 0xFFFF);
            return every ? Answer.YES : Answer.MAYBE;
        }
        return Answer.of(ranges.stream().anyMatch(range -> range.contains(port.getAsInt())));
    }

    private static Answer state(Set<String> states, Packet packet) {
        if (packet.tracking() == Packet.Tracking.UNKNOWN) {
            return Answer.MAYBE;
        }
        if (states.contains(packet.tracking().name())) {
            return Answer.YES;
        }
        return states.contains("DNAT") || states.contains("SNAT") ? Answer.MAYBE : Answer.NO;
    }

    private Answer addressType(Match.End end, Set<String> types, Packet packet) {
        boolean own = end == Match.End.SOURCE ? packet.way() == Packet.Way.OUT : packet.way() == Packet.Way.IN;
        Optional<Ip> ip = address(end, packet);
        if (!own && ip.isPresent() && local.contains(ip.get())) {
            own = true;
        }
        String type = own ? "LOCAL" : "UNICAST";
        return Answer.of(types.contains(type));
    }

    private static Answer icmp(String type, Packet packet) {
        if (type.equals("any") || type.equals("255")) {
            return Answer.YES;
        }
        if (packet.icmpType().isEmpty()) {
            return Answer.MAYBE;
        }
        int slash = type.indexOf('/');
        String number = slash < 0 ? type : type.substring(0, slash);
        long wanted = Numbers.read(number).orElse(ICMP.getOrDefault(number, -1));
        if (wanted < 0) {
            return Answer.MAYBE;
        }
        if (wanted != packet.icmpType().getAsInt()) {
            return Answer.NO;
        }
        return slash < 0 ? Answer.YES : Answer.MAYBE;
    }

    /** Sets of addresses and networks, alone or with a port; other kinds may match. */
    private Answer inSet(Match.InSet match, Packet packet) {
        Optional<IpSets.Members> found = sets.named(match.set());
        if (found.isEmpty()) {
            return Answer.MAYBE;
        }
        String[] kinds = found.get()
                .type()
                .substring(found.get().type().indexOf(':') + 1)
                .split(",", -1);
        if (kinds.length > match.ends().size()) {
            return Answer.MAYBE;
        }
        Answer best = Answer.NO;
        for (String entry : found.get().entries()) {
            boolean excluded = entry.startsWith("!");
            Answer one = entry((excluded ? entry.substring(1) : entry).split(",", -1), kinds, match.ends(), packet);
            if (excluded && one != Answer.NO) {
                return one == Answer.YES ? Answer.NO : Answer.MAYBE;
            }
            if (one == Answer.YES) {
                best = Answer.YES;
            } else if (one == Answer.MAYBE && best == Answer.NO) {
                best = Answer.MAYBE;
            }
        }
        return best;
    }

    private static Answer entry(String[] parts, String[] kinds, List<Match.End> ends, Packet packet) {
        if (parts.length != kinds.length) {
            return Answer.MAYBE;
        }
        Answer all = Answer.YES;
        for (int i = 0; i < kinds.length; i++) {
            Answer one = dimension(kinds[i], parts[i], ends.get(i), packet);
            if (one == Answer.NO) {
                return Answer.NO;
            }
            all = one == Answer.MAYBE ? Answer.MAYBE : all;
        }
        return all;
    }

    private static Answer dimension(String kind, String value, Match.End end, Packet packet) {
        return switch (kind) {
            case "ip", "net" -> {
                Optional<Prefix> prefix = Prefix.read(value);
                Optional<Ip> ip = address(end, packet);
                yield prefix.isEmpty() || ip.isEmpty()
                        ? Answer.MAYBE
                        : Answer.of(prefix.get().contains(ip.get()));
            }
            case "port" -> {
                int colon = value.indexOf(':');
                String protocol = colon < 0 ? "tcp" : value.substring(0, colon);
                if (!protocol.equals(packet.protocol())) {
                    yield Answer.NO;
                }
                OptionalInt port = end == Match.End.SOURCE ? packet.sourcePort() : packet.destinationPort();
                long wanted = Numbers.read(value.substring(colon + 1)).orElse(-1);
                yield port.isEmpty() || wanted < 0 ? Answer.MAYBE : Answer.of(port.getAsInt() == wanted);
            }
            default -> Answer.MAYBE;
        };
    }
}
