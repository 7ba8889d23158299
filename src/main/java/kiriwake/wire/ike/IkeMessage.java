package kiriwake.wire.ike;

import java.util.List;
import java.util.Optional;
import kiriwake.bytes.Bytes;

/**
 * One ISAKMP message. Numbers are those of the wire, known or not.
 *
 * @param start the header, of which the capture may hold only a part; empty when the message on the wire is shorter than
 *     the 28 octets of it
 * @param payloads types of the chain, in order; empty when encrypted
 * @param malformed a length contradicts what is there
 */
public record IkeMessage(
        Optional<Header> start,
        List<Integer> payloads,
        List<Transform> transforms,
        List<Notify> notifies,
        List<Delete> deletes,
        List<Bytes> vendorIds,
        List<Id> ids,
        List<Bytes> natD,
        Optional<KeyExchange> keyExchange,
        Optional<Integer> nonceLength,
        Optional<Fragment> fragment,
        boolean malformed) {

    public IkeMessage {
        payloads = List.copyOf(payloads);
        transforms = List.copyOf(transforms);
        notifies = List.copyOf(notifies);
        deletes = List.copyOf(deletes);
        vendorIds = List.copyOf(vendorIds);
        ids = List.copyOf(ids);
        natD = List.copyOf(natD);
    }

    /** The header; empty when not all of it is there. */
    public Optional<Header> header() {
        return start.filter(Header::isWhole);
    }

    /**
     * RFC 2408 §3.1; cookies as 16 hex digits, {@code messageId} and {@code length} unsigned.
     *
     * @param captured octets of the 28 that are there; fields behind them are zero and mean nothing
     */
    public record Header(
            String initiatorSpi,
            String responderSpi,
            int nextPayload,
            int major,
            int minor,
            int exchange,
            int flags,
            long messageId,
            long length,
            int captured) {

        public boolean isWhole() {
            return captured == 28;
        }

        /** Of version 1. */
        public boolean isEncrypted() {
            return (flags & 1) != 0;
        }
    }

    /**
     * One transform of a proposal.
     *
     * @param number of version 1's transform, the transform type in version 2
     * @param spi hex
     */
    public record Transform(int proposal, int protocol, String spi, int number, int id, List<Attribute> attributes) {
        public Transform {
            attributes = List.copyOf(attributes);
        }

        /** The value of an attribute; empty when it is not there or longer than 8 octets. */
        public Optional<Long> attribute(int type) {
            for (Attribute attribute : attributes) {
                if (attribute.type() == type && attribute.number().isPresent()) {
                    return attribute.number();
                }
            }
            return Optional.empty();
        }
    }

    /** {@code number}: of a TV or short TLV; otherwise {@code octets} holds the value. */
    public record Attribute(int type, Optional<Long> number, Bytes octets) {}

    public record Notify(int protocol, int type, String spi, Bytes data) {}

    public record Delete(int protocol, List<String> spis) {
        public Delete {
            spis = List.copyOf(spis);
        }
    }

    /** {@code protocol} and {@code port} only in version 1: -1 otherwise. */
    public record Id(int payload, int type, int protocol, int port, Bytes data) {}

    /** {@code group} only in version 2: -1 otherwise. */
    public record KeyExchange(int length, int group) {}

    /** Version 1: id, number, last; version 2: number and total, with {@code id} -1. */
    public record Fragment(int id, int number, int total, boolean last) {}
}
