package kiriwake.observe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.event.Direction;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.net.Ip;

/**
 * Which message of the ladder an IKEv1 message is (RFC 2409 §5): by its exchange, its direction and, where it is
 * encrypted, by what went before under the same cookies.
 */
final class IkeObserver {
    private static final int MOST_QUICK_MODES = 8;

    private static final int MAIN = 2;
    private static final int AGGRESSIVE = 4;
    private static final int INFORMATIONAL = 5;
    private static final int TRANSACTION = 6;
    private static final int QUICK = 32;

    private final Bounded<String, Exchange> exchanges;

    IkeObserver(Memory memory) {
        exchanges = new Bounded<>(memory.exchanges());
    }

    /** One phase 1, by its initiator cookie. */
    private static final class Exchange {
        private final Ip peer;
        private final Ip dialled;
        private final Map<Long, QuickMode> quickModes = new HashMap<>();
        private boolean serverInitiated;

        private Exchange(Way way, boolean serverInitiated) {
            this.peer = way.peer();
            this.dialled = way.server().ip();
            this.serverInitiated = serverInitiated;
        }
    }

    private static final class QuickMode {
        private final boolean serverInitiated;
        private final int firstLength;
        private boolean answered;

        private QuickMode(boolean serverInitiated, int firstLength) {
            this.serverInitiated = serverInitiated;
            this.firstLength = firstLength;
        }
    }

    /**
     * An IKE message as far as this room needs it.
     *
     * @param major version
     * @param payloads types in clear, in order
     * @param laterFragment it is one payload of an IKE fragmentation, not the first
     */
    record Message(
            String initiatorCookie,
            boolean responderCookieIsZero,
            int major,
            int exchange,
            boolean encrypted,
            long messageId,
            int length,
            List<Integer> payloads,
            boolean laterFragment) {}

    /** Whom the exchange of this cookie is with, when it was seen before. */
    Optional<Ip> peerOf(String cookie) {
        return Optional.ofNullable(exchanges.get(cookie)).map(exchange -> exchange.peer);
    }

    /** The address of the server that the client wrote to under this cookie. */
    Optional<Ip> dialledUnder(String cookie) {
        return Optional.ofNullable(exchanges.get(cookie)).map(exchange -> exchange.dialled);
    }

    /** What the message states about the ladder; empty when it is none of it. */
    Optional<Fact> fact(Message message, Way way) {
        String direction = way.direction().id();
        if (message.major() == 2) {
            return Optional.of(
                    Fact.told(Sign.IKE_V2, "exchange", Integer.toString(message.exchange()), "direction", direction));
        }
        if (message.major() != 1 || message.laterFragment()) {
            return Optional.empty();
        }
        Exchange exchange = exchanges.computeIfAbsent(
                message.initiatorCookie(), cookie -> new Exchange(way, opensTowardsClient(message, way)));
        return switch (message.exchange()) {
            case MAIN ->
                exchange.serverInitiated ? Optional.empty() : main(message, way).map(Fact::passed);
            case AGGRESSIVE -> Optional.of(Fact.told(Sign.IKE_AGGRESSIVE, "direction", direction));
            case INFORMATIONAL ->
                message.encrypted()
                        ? Optional.of(Fact.told(Sign.IKE_ENCRYPTED_INFORMATIONAL, "direction", direction))
                        : Optional.empty();
            case TRANSACTION -> Optional.of(Fact.told(Sign.IKE_XAUTH, "direction", direction));
            case QUICK -> quick(exchange, message, way).map(Fact::passed);
            default -> Optional.empty();
        };
    }

    private static boolean opensTowardsClient(Message message, Way way) {
        return message.responderCookieIsZero() && way.direction() == Direction.OUT;
    }

    private static Optional<Step> main(Message message, Way way) {
        boolean in = way.direction() == Direction.IN;
        if (message.encrypted() || message.payloads().contains(132)) {
            return Optional.of(in ? Step.MM5 : Step.MM6);
        }
        if (message.payloads().contains(1)) {
            return Optional.of(in ? Step.MM1 : Step.MM2);
        }
        if (message.payloads().contains(4)) {
            return Optional.of(in ? Step.MM3 : Step.MM4);
        }
        return Optional.empty();
    }

    /** The first and the third come from the client: the third is shorter, and comes after an answer. */
    private static Optional<Step> quick(Exchange exchange, Message message, Way way) {
        boolean in = way.direction() == Direction.IN;
        if (exchange.quickModes.size() > MOST_QUICK_MODES) {
            exchange.quickModes.clear();
        }
        QuickMode quick =
                exchange.quickModes.computeIfAbsent(message.messageId(), id -> new QuickMode(!in, message.length()));
        if (quick.serverInitiated) {
            return Optional.empty();
        }
        if (!in) {
            quick.answered = true;
            return Optional.of(Step.QM2);
        }
        return Optional.of(quick.answered && message.length() < quick.firstLength ? Step.QM3 : Step.QM1);
    }
}
