package kiriwake.state;

import java.util.Optional;
import java.util.OptionalInt;
import kiriwake.net.Ip;

/**
 * A packet as far as it is known, to be walked through the rules. What is not known makes a rule that asks for it one
 * that may match.
 *
 * @param protocol {@code udp}, {@code tcp}, {@code esp}, {@code icmp}, in lower case
 * @param inInterface empty when not known, and for a packet of this host itself
 * @param underIpsec it was decrypted here, or will be encrypted here
 * @param icmpType of an ICMP packet
 */
public record Packet(
        Way way,
        String protocol,
        Optional<Ip> source,
        Optional<Ip> destination,
        OptionalInt sourcePort,
        OptionalInt destinationPort,
        Optional<String> inInterface,
        Optional<String> outInterface,
        Tracking tracking,
        boolean underIpsec,
        OptionalInt icmpType) {

    /** Which way through the host (netfilter's hooks). */
    public enum Way {
        /** To a socket of this host: PREROUTING, INPUT. */
        IN,
        /** From a socket of this host: OUTPUT, POSTROUTING. */
        OUT,
        /** Through the host: PREROUTING, FORWARD, POSTROUTING. */
        FORWARD
    }

    /** What conntrack thinks of it. */
    public enum Tracking {
        NEW,
        ESTABLISHED,
        RELATED,
        INVALID,
        UNTRACKED,
        /** It depends on a rule that may or may not have matched. */
        UNKNOWN
    }

    public static Packet of(Way way, String protocol) {
        return new Packet(
                way,
                protocol,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Tracking.NEW,
                false,
                OptionalInt.empty());
    }

    public Packet from(Optional<Ip> ip) {
        return new Packet(
                way,
                protocol,
                ip,
                destination,
                sourcePort,
                destinationPort,
                inInterface,
                outInterface,
                tracking,
                underIpsec,
                icmpType);
    }

    public Packet to(Optional<Ip> ip) {
        return new Packet(
                way,
                protocol,
                source,
                ip,
                sourcePort,
                destinationPort,
                inInterface,
                outInterface,
                tracking,
                underIpsec,
                icmpType);
    }

    public Packet fromPort(int port) {
        return new Packet(
                way,
                protocol,
                source,
                destination,
                OptionalInt.of(port),
                destinationPort,
                inInterface,
                outInterface,
                tracking,
                underIpsec,
                icmpType);
    }

    public Packet toPort(int port) {
        return new Packet(
                way,
                protocol,
                source,
                destination,
                sourcePort,
                OptionalInt.of(port),
                inInterface,
                outInterface,
                tracking,
                underIpsec,
                icmpType);
    }

    public Packet through(Optional<String> in, Optional<String> out) {
        return new Packet(
                way,
                protocol,
                source,
                destination,
                sourcePort,
                destinationPort,
                in,
                out,
                tracking,
                underIpsec,
                icmpType);
    }

    public Packet tracked(Tracking as) {
        return new Packet(
                way,
                protocol,
                source,
                destination,
                sourcePort,
                destinationPort,
                inInterface,
                outInterface,
                as,
                underIpsec,
                icmpType);
    }

    public Packet protectedByIpsec() {
        return new Packet(
                way,
                protocol,
                source,
                destination,
                sourcePort,
                destinationPort,
                inInterface,
                outInterface,
                tracking,
                true,
                icmpType);
    }

    public Packet ofIcmpType(int type) {
        return new Packet(
                way,
                protocol,
                source,
                destination,
                sourcePort,
                destinationPort,
                inInterface,
                outInterface,
                tracking,
                underIpsec,
                OptionalInt.of(type));
    }
}
