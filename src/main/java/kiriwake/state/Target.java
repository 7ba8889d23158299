package kiriwake.state;

import java.util.Optional;
import java.util.OptionalInt;
import kiriwake.net.Ip;

/** What a rule does with a packet that matches. */
sealed interface Target {
    record Accept() implements Target {}

    record Drop() implements Target {}

    /** {@code with}: {@code icmp-port-unreachable} and so on. */
    record Reject(String with) implements Target {}

    record Return() implements Target {}

    record Jump(String chain) implements Target {}

    /** Like a jump, but its return goes to this chain's caller. */
    record GoTo(String chain) implements Target {}

    /** DNAT or REDIRECT. */
    record Redirect(Optional<Ip> address, OptionalInt port) implements Target {}

    /** SNAT or MASQUERADE. */
    record Translate() implements Target {}

    /** The packet is not followed by conntrack. */
    record NoTrack() implements Target {}

    /** Counts, logs or changes something that no verdict hangs on; the next rule is asked. */
    record Pass(String name) implements Target {}

    /** Decides in a way we do not know: a queue, an extension. */
    record Unknown(String name) implements Target {}
}
