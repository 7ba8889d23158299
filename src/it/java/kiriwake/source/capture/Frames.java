package kiriwake.source.capture;

import java.nio.ByteBuffer;
import kiriwake.net.Ip;

/** Ethernet frames as a server sees them; checksums are left zero, for no stack looks at them. */
final class Frames {
    static final Ip SERVER = Ip.read("198.51.100.20").orElseThrow();
    static final Ip SERVER6 = Ip.read("2001:db8::20").orElseThrow();

    private Frames() {}

    static byte[] ike(Ip from, int number) {
        return udp(from, 500, 500, ByteBuffer.allocate(32).putLong(number).array());
    }

    static byte[] ikeOn4500(Ip from, int number) {
        return udp(from, 4500, 4500, ByteBuffer.allocate(36).putInt(0).putLong(number).array());
    }

    static byte[] keepalive(Ip from) {
        return udp(from, 4500, 4500, new byte[] {(byte) 0xFF});
    }

    static byte[] espInUdp(Ip from, int number) {
        return udp(from, 4500, 4500, ByteBuffer.allocate(100).putInt(0xC0FFEE).putInt(number).array());
    }

    static byte[] esp(Ip from, int number) {
        return packet(from, 50, 0, ByteBuffer.allocate(100).putInt(0xC0FFEE).putInt(number).array());
    }

    static byte[] udp(Ip from, int source, int destination, byte[] payload) {
        return packet(from, 17, 0, udpOctets(source, destination, payload));
    }

    private static byte[] udpOctets(int source, int destination, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length)
                .putShort((short) source)
                .putShort((short) destination)
                .putShort((short) (8 + payload.length))
                .putShort((short) 0)
                .put(payload)
                .array();
    }

    /** A later fragment: no ports in it. */
    static byte[] fragment(Ip from, int protocol) {
        return packet(from, protocol, 0x00B9, new byte[64]);
    }

    static byte[] tcp(Ip from) {
        return packet(from, 6, 0, new byte[40]);
    }

    /** Destination unreachable, about a UDP packet of these ports. */
    static byte[] unreachable(Ip from, int source, int destination) {
        byte[] quoted = packet(SERVER, 17, 0, udpOctets(source, destination, new byte[0]));
        int quotedLength = quoted.length - 14;
        return packet(
                from,
                SERVER.isV6() == from.isV6() ? 1 : 58,
                0,
                ByteBuffer.allocate(8 + quotedLength)
                        .put((byte) 3)
                        .put((byte) 3)
                        .position(8)
                        .put(quoted, 14, quotedLength)
                        .array());
    }

    /** @param fragmentWord flags and offset of IPv4 */
    static byte[] packet(Ip from, int protocol, int fragmentWord, byte[] payload) {
        return from.isV6() ? six(from, protocol, payload) : four(from, protocol, fragmentWord, payload);
    }

    private static byte[] four(Ip from, int protocol, int fragmentWord, byte[] payload) {
        return ByteBuffer.allocate(34 + payload.length)
                .position(12)
                .putShort((short) 0x0800)
                .put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (20 + payload.length))
                .putShort((short) 1)
                .putShort((short) fragmentWord)
                .put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt((int) from.low())
                .putInt((int) SERVER.low())
                .put(payload)
                .array();
    }

    private static byte[] six(Ip from, int protocol, byte[] payload) {
        return ByteBuffer.allocate(54 + payload.length)
                .position(12)
                .putShort((short) 0x86DD)
                .putInt(0x6000_0000)
                .putShort((short) payload.length)
                .put((byte) protocol)
                .put((byte) 64)
                .putLong(from.high())
                .putLong(from.low())
                .putLong(SERVER6.high())
                .putLong(SERVER6.low())
                .put(payload)
                .array();
    }
}
