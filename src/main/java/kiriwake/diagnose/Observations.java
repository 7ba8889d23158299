package kiriwake.diagnose;

/** What the user's own observations ({@code --observed ID=RESULT}) do to the weight of a cause. */
final class Observations {

    private Observations() {}

    static double factor(Case c, Cause cause) {
        return otherServer(c, cause.side()) * otherNetwork(c, cause.side()) * otherClient(c, cause.side());
    }

    private static double otherServer(Case c, Side side) {
        return switch (c.observed("other-server").orElse("")) {
            case "same-failure" ->
                switch (side) {
                    case SERVER, SETTINGS -> 0.12;
                    case CLIENT, CLIENT_NETWORK -> 2;
                    case PATH, NONE, UNKNOWN -> 1;
                };
            case "works" ->
                switch (side) {
                    case SERVER, SETTINGS -> 2;
                    case CLIENT, CLIENT_NETWORK -> 0.2;
                    case PATH, NONE, UNKNOWN -> 0.7;
                };
            default -> 1;
        };
    }

    private static double otherNetwork(Case c, Side side) {
        return switch (c.observed("other-network").orElse("")) {
            case "works" ->
                switch (side) {
                    case CLIENT_NETWORK -> 3;
                    case PATH -> 1.5;
                    case CLIENT -> 0.3;
                    case SERVER, SETTINGS -> 0.1;
                    case NONE, UNKNOWN -> 1;
                };
            case "same-failure" ->
                switch (side) {
                    case CLIENT_NETWORK -> 0.1;
                    case PATH -> 0.3;
                    case CLIENT -> 1.5;
                    case SERVER, SETTINGS -> 2;
                    case NONE, UNKNOWN -> 1;
                };
            default -> 1;
        };
    }

    private static double otherClient(Case c, Side side) {
        return switch (c.observed("other-client").orElse("")) {
            case "works" ->
                switch (side) {
                    case CLIENT -> 3;
                    case SETTINGS -> 1;
                    case SERVER, CLIENT_NETWORK, PATH -> 0.2;
                    case NONE, UNKNOWN -> 1;
                };
            case "same-failure" -> side == Side.CLIENT ? 0.2 : 1;
            default -> 1;
        };
    }
}
