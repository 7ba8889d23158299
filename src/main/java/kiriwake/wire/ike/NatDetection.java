package kiriwake.wire.ike;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.net.Endpoint;
import kiriwake.net.Ip;

/**
 * Who is behind a NAT, by the hashes of a message's NAT-D payloads (RFC 3947 §3.2): the first is of the address and port
 * it was sent to, the others of those it was sent from, as the sender knows them.
 *
 * @param senderBehindNat its own address is not where the message comes from
 * @param receiverBehindNat the address the sender dialled is not the one where the message arrives
 */
public record NatDetection(boolean senderBehindNat, boolean receiverBehindNat) {

    /** Empty when the message has no two NAT-D payloads of a known hash. */
    public static Optional<NatDetection> of(IkeMessage message, Endpoint source, Endpoint destination) {
        List<Bytes> hashes = message.natD();
        if (message.header().isEmpty() || hashes.size() < 2) {
            return Optional.empty();
        }
        IkeMessage.Header header = message.header().get();
        Optional<Bytes> to = hash(header, destination, hashes.getFirst().length());
        Optional<Bytes> from = hash(header, source, hashes.getFirst().length());
        if (to.isEmpty() || from.isEmpty()) {
            return Optional.empty();
        }
        boolean senderKnown = hashes.subList(1, hashes.size()).contains(from.get());
        return Optional.of(new NatDetection(!senderKnown, !hashes.getFirst().equals(to.get())));
    }

    /** The hash of the exchange is known by its length. */
    private static Optional<Bytes> hash(IkeMessage.Header header, Endpoint end, int octets) {
        String algorithm =
                switch (octets) {
                    case 16 -> "MD5";
                    case 20 -> "SHA-1";
                    case 32 -> "SHA-256";
                    case 48 -> "SHA-384";
                    case 64 -> "SHA-512";
                    default -> "";
                };
        if (algorithm.isEmpty()) {
            return Optional.empty();
        }
        try {
            var digest = MessageDigest.getInstance(algorithm);
            digest.update(HexFormat.of().parseHex(header.initiatorSpi()));
            digest.update(HexFormat.of().parseHex(header.responderSpi()));
            address(digest, end.ip());
            digest.update((byte) (end.port() >> 8));
            digest.update((byte) end.port());
            return Optional.of(Bytes.of(digest.digest()));
        } catch (NoSuchAlgorithmException missing) {
            return Optional.empty();
        }
    }

    private static void address(MessageDigest digest, Ip ip) {
        if (ip.isV6()) {
            word(digest, ip.high());
            word(digest, ip.low());
            return;
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (ip.low() >> shift));
        }
    }

    private static void word(MessageDigest digest, long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            digest.update((byte) (value >> shift));
        }
    }
}
