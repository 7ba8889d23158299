package kiriwake.wire.l2tp;

import java.util.List;
import java.util.Optional;
import kiriwake.bytes.Bytes;

/**
 * One L2TP message. Fields that the header does not carry are empty.
 *
 * @param version empty when the first two octets are not there or the version is neither 2 nor 3
 * @param payloadFrom where the PPP frame of a data message begins in the array that was read; -1 without
 * @param payloadTo where its captured octets end
 * @param malformed a length contradicts what is there
 */
public record L2tpMessage(
        Optional<Integer> version,
        boolean control,
        Optional<Integer> length,
        Optional<Integer> tunnel,
        Optional<Integer> session,
        Optional<Integer> ns,
        Optional<Integer> nr,
        Optional<Integer> offset,
        List<Avp> avps,
        int payloadFrom,
        int payloadTo,
        boolean malformed) {

    public L2tpMessage {
        avps = List.copyOf(avps);
    }

    /** RFC 2661 §4.1. A hidden value is as it was sent. */
    public record Avp(boolean mandatory, boolean hidden, int vendor, int type, Bytes value) {}

    /** Of the first AVP, when that is a Message Type; 0 for a zero-length body, empty when it cannot be read. */
    public Optional<Integer> messageType() {
        if (!control || avps.isEmpty()) {
            return control && !malformed && version.isPresent() ? Optional.of(0) : Optional.empty();
        }
        Avp first = avps.getFirst();
        boolean isType = first.vendor() == 0
                && first.type() == 0
                && !first.hidden()
                && first.value().length() >= 2;
        return isType ? Optional.of(first.value().at(0) << 8 | first.value().at(1)) : Optional.empty();
    }

    /** The first AVP of the IETF with that type that is not hidden. */
    public Optional<Avp> avp(int type) {
        for (Avp avp : avps) {
            if (avp.vendor() == 0 && avp.type() == type && !avp.hidden()) {
                return Optional.of(avp);
            }
        }
        return Optional.empty();
    }

    /** Two octets of that AVP as a number. */
    public Optional<Integer> number(int type) {
        return avp(type)
                .map(Avp::value)
                .filter(value -> value.length() >= 2)
                .map(value -> value.at(0) << 8 | value.at(1));
    }

    /** RFC 2661 §4.4.2: the result code, the error code and the message behind it. */
    public Optional<Integer> resultCode() {
        return number(1);
    }

    public Optional<Integer> errorCode() {
        return avp(1).map(Avp::value).filter(value -> value.length() >= 4).map(value -> value.at(2) << 8 | value.at(3));
    }

    public Optional<Bytes> errorMessage() {
        return avp(1).map(Avp::value).filter(value -> value.length() > 4).map(value -> {
            var in = value.cursor();
            in.skip(4);
            return in.rest();
        });
    }
}
