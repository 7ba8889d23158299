package kiriwake.wire.link;

import kiriwake.net.Ip;

/**
 * Where in a packet the IP header, its payload or a PPP frame begins. One object serves for all packets of a capture, so
 * that a packet of no interest costs nothing; it is filled anew by each {@link #peel}.
 */
public final class Layers {
    public static final int UDP = 17;
    public static final int ESP = 50;
    public static final int ICMP = 1;
    public static final int ICMPV6 = 58;

    private byte[] octets = new byte[0];
    private int captureEnd;
    private int wireEnd;
    private boolean ip;
    private boolean ppp;
    private boolean six;
    private boolean malformed;
    private int source;
    private int destination;
    private int protocol;
    private int payload;
    private int payloadWireEnd;
    private boolean fragment;
    private boolean more;
    private int fragmentOffset;
    private long fragmentId;

    /**
     * Looks at one packet.
     *
     * @param wireLength octets it had on the wire; at least those captured
     */
    public void peel(int linkType, byte[] packet, int from, int to, int wireLength) {
        octets = packet;
        captureEnd = to;
        wireEnd = from + Math.max(wireLength, to - from);
        ip = false;
        ppp = false;
        malformed = false;
        fragment = false;
        switch (linkType) {
            case 1 -> ethernet(from);
            case 113 -> cooked(from, 14, 16);
            case 276 -> cooked(from, 0, 20);
            case 12, 101 -> network(from);
            case 228 -> ipv4(from);
            case 229 -> ipv6(from);
            case 0, 108 -> loopback(from);
            case 9, 50 -> pppFrame(from);
            case 204 -> pppFrame(from + 1);
            case 239 -> nflog(from);
            default -> {
                // another link layer: nothing of ours can be found in it
            }
        }
    }

    // --- link layers

    private boolean has(int at, int count) {
        return at >= 0 && captureEnd - at >= count;
    }

    private int u8(int at) {
        return octets[at] & 255;
    }

    private int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    private long u32(int at) {
        return (long) u16(at) << 16 | u16(at + 2);
    }

    private void ethernet(int from) {
        if (has(from, 14)) {
            etherType(u16(from + 12), from + 14);
        }
    }

    private void cooked(int from, int typeAt, int headerLength) {
        if (has(from, headerLength)) {
            etherType(u16(from + typeAt), from + headerLength);
        }
    }

    private void etherType(int type, int at) {
        int next = type;
        int from = at;
        while (next == 0x8100 || next == 0x88A8 || next == 0x9100) {
            if (!has(from, 4)) {
                return;
            }
            next = u16(from + 2);
            from += 4;
        }
        switch (next) {
            case 0x0800 -> ipv4(from);
            case 0x86DD -> ipv6(from);
            case 0x8864 -> pppoe(from);
            default -> {
                // ARP and the rest
            }
        }
    }

    /** RFC 2516 §4: version and type, code, session, length. */
    private void pppoe(int from) {
        if (!has(from, 6)) {
            return;
        }
        int end = from + 6 + u16(from + 4);
        if (end > wireEnd) {
            malformed = true;
        } else {
            wireEnd = end;
            captureEnd = Math.min(captureEnd, end);
        }
        pppFrame(from + 6);
    }

    /** IP inside is followed; everything else is a frame for the PPP decoder. */
    private void pppFrame(int from) {
        int at = from;
        if (has(at, 2) && u8(at) == 0xFF) {
            at += 2;
        }
        if (!has(at, 1)) {
            return;
        }
        boolean compressed = (u8(at) & 1) == 1;
        if (!compressed && !has(at, 2)) {
            return;
        }
        int type = compressed ? u8(at) : u16(at);
        int data = at + (compressed ? 1 : 2);
        if (type == 0x0021) {
            ipv4(data);
        } else if (type == 0x0057) {
            ipv6(data);
        } else {
            ppp = true;
            protocol = type;
            payload = from;
            payloadWireEnd = wireEnd;
        }
    }

    /** The family in either byte order: 2 is IPv4 everywhere, IPv6 is 10, 24, 28 or 30. */
    private void loopback(int from) {
        if (!has(from, 4)) {
            return;
        }
        long family = u32(from);
        if (family > 0xFFFF) {
            family = Integer.toUnsignedLong(Integer.reverseBytes((int) family));
        }
        if (family == 2) {
            ipv4(from + 4);
        } else if (family == 10 || family == 24 || family == 28 || family == 30) {
            ipv6(from + 4);
        }
    }

    /** TLVs in host byte order, the payload is type 9 (pcap's LINKTYPE_NFLOG). */
    private void nflog(int from) {
        if (!has(from, 4)) {
            return;
        }
        int family = u8(from);
        int at = from + 4;
        while (has(at, 4)) {
            int length = u8(at + 1) << 8 | u8(at);
            int type = (u8(at + 3) << 8 | u8(at + 2)) & 0x7FFF;
            boolean bigEndian = false;
            if (length < 4 || (type > 255 && u8(at) == 0)) {
                length = u16(at);
                type = u16(at + 2) & 0x7FFF;
                bigEndian = true;
            }
            if (length < 4) {
                return;
            }
            if (type == 9) {
                wireEnd = Math.min(wireEnd, at + length);
                captureEnd = Math.min(captureEnd, at + length);
                if (family == 10 || !bigEndian && has(at + 4, 1) && u8(at + 4) >> 4 == 6) {
                    ipv6(at + 4);
                } else {
                    ipv4(at + 4);
                }
                return;
            }
            at += length + 3 & ~3;
        }
    }

    private void network(int from) {
        if (has(from, 1)) {
            if (u8(from) >> 4 == 6) {
                ipv6(from);
            } else {
                ipv4(from);
            }
        }
    }

    // --- IP

    private void ipv4(int from) {
        if (!has(from, 20) || u8(from) >> 4 != 4) {
            return;
        }
        int header = (u8(from) & 15) * 4;
        int total = u16(from + 2);
        if (header < 20) {
            return;
        }
        ip = true;
        six = false;
        source = from + 12;
        destination = from + 16;
        protocol = u8(from + 9);
        int end = total == 0 ? wireEnd : from + total;
        if (end > wireEnd) {
            malformed = true;
            end = wireEnd;
        }
        if (total != 0 && total < header) {
            malformed = true;
            end = Math.min(wireEnd, from + header);
        }
        int flags = u16(from + 6);
        more = (flags & 0x2000) != 0;
        fragmentOffset = (flags & 0x1FFF) * 8;
        fragment = more || fragmentOffset > 0;
        fragmentId = u16(from + 4);
        payload = from + header;
        payloadWireEnd = end;
        captureEnd = Math.min(captureEnd, end);
    }

    private void ipv6(int from) {
        if (!has(from, 40) || u8(from) >> 4 != 6) {
            return;
        }
        ip = true;
        six = true;
        source = from + 8;
        destination = from + 24;
        int length = u16(from + 4);
        int end = length == 0 ? wireEnd : from + 40 + length;
        if (end > wireEnd) {
            malformed = true;
            end = wireEnd;
        }
        captureEnd = Math.min(captureEnd, end);
        payloadWireEnd = end;
        int next = u8(from + 6);
        int at = from + 40;
        while (true) {
            if (next == 44) {
                if (!has(at, 8)) {
                    ip = false;
                    return;
                }
                int flags = u16(at + 2);
                fragmentOffset = flags & 0xFFF8;
                more = (flags & 1) != 0;
                fragment = more || fragmentOffset > 0;
                fragmentId = u32(at + 4);
                next = u8(at);
                at += 8;
                if (fragment) {
                    break;
                }
            } else if (next == 0 || next == 43 || next == 60) {
                if (!has(at, 8)) {
                    ip = false;
                    return;
                }
                int octetsLong = (u8(at + 1) + 1) * 8;
                if (at + octetsLong > end) {
                    malformed = true;
                    ip = false;
                    return;
                }
                next = u8(at);
                at += octetsLong;
            } else {
                break;
            }
        }
        protocol = next;
        payload = at;
    }

    // --- what was found

    /** There is an IP header. */
    public boolean isIp() {
        return ip;
    }

    /** There is a PPP frame that is not IP; {@link #payload} is at its address octet or its protocol. */
    public boolean isPpp() {
        return ppp;
    }

    /** A length of the link or IP layer contradicts what is there. */
    public boolean isMalformed() {
        return malformed;
    }

    /** The IP protocol after all extension headers, or the PPP protocol. */
    public int protocol() {
        return protocol;
    }

    /** Where the payload begins in the packet's array. */
    public int payload() {
        return payload;
    }

    /** Where its captured octets end. */
    public int end() {
        return Math.max(payload, captureEnd);
    }

    /** Where it ends, or would, had all of it been captured. */
    public int wireEnd() {
        return Math.max(payload, payloadWireEnd);
    }

    public boolean isV6() {
        return six;
    }

    public boolean isFragment() {
        return fragment;
    }

    public boolean moreFragments() {
        return more;
    }

    /** In octets. */
    public int fragmentOffset() {
        return fragmentOffset;
    }

    public long fragmentId() {
        return fragmentId;
    }

    public Ip source() {
        return address(source);
    }

    public Ip destination() {
        return address(destination);
    }

    /** Four octets of the packet as a number; only where they were captured. */
    public long wordAt(int at) {
        return u32(at);
    }

    private Ip address(int at) {
        if (six) {
            return Ip.v6(u32(at) << 32 | u32(at + 4), u32(at + 8) << 32 | u32(at + 12));
        }
        return Ip.v4((int) u32(at));
    }
}
