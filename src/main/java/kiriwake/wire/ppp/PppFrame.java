package kiriwake.wire.ppp;

import java.util.List;
import java.util.Optional;
import kiriwake.bytes.Bytes;

/**
 * One PPP frame.
 *
 * @param protocol empty when it is not there
 * @param code and {@code id}, {@code length}: of the protocols this room opens
 * @param options of Configure messages; empty when the frame has none, an empty list when it could have
 * @param magic of LCP codes 9 to 13, unsigned
 * @param data of Terminate messages
 */
public record PppFrame(
        Optional<Integer> protocol,
        Optional<Integer> code,
        Optional<Integer> id,
        Optional<Integer> length,
        Optional<List<Option>> options,
        Optional<Integer> rejectedProtocol,
        Optional<Long> magic,
        Optional<Bytes> message,
        Optional<Bytes> data,
        Optional<Bytes> name,
        Optional<Integer> passwordLength,
        Optional<Bytes> value,
        boolean malformed) {
    public static final int LCP = 0xC021;
    public static final int PAP = 0xC023;
    public static final int CHAP = 0xC223;
    public static final int EAP = 0xC227;
    public static final int IPCP = 0x8021;
    public static final int IPV6CP = 0x8057;
    public static final int CCP = 0x80FD;

    public PppFrame {
        options = options.map(List::copyOf);
    }

    /** Without type and length. */
    public record Option(int type, Bytes value) {}
}
