package kiriwake.diagnose;

import static kiriwake.diagnose.Cause.*;

import java.util.EnumSet;
import java.util.Set;
import kiriwake.event.Stage;

/**
 * What the user's own observations ({@code --observed ID=RESULT}) do to the weight of a cause: our estimate of how much
 * oftener the result is met where that is the cause. None of them proves anything, so no factor is zero.
 */
final class Observations {
    private static final double SPEAKS_FOR = 12;
    private static final double SPEAKS_AGAINST = 0.08;

    /** Nothing of the client comes to the server's card. */
    private static final Set<Cause> BEFORE_THE_CARD = EnumSet.of(
            CLIENT_NETWORK_BLOCKS_IKE_OUT,
            CLIENT_FIREWALL_OR_SECURITY_SUITE_BLOCKS_IKE,
            CLIENT_NO_UPLINK_OR_CAPTIVE_PORTAL,
            CLIENT_DNS_STALE_OR_WRONG_ADDRESS,
            CLIENT_UDP500_IN_USE_BY_OTHER_VPN,
            CLIENT_NETWORK_IPV4_OVER_IPV6_LIMITS,
            CLIENT_ROUTER_IS_ITS_OWN_VPN_ENDPOINT,
            PATH_ISP_OR_NATIONAL_FILTER_DROPS_IKE,
            SERVER_PROVIDER_FIREWALL_BLOCKS_UDP500,
            SERVER_BEHIND_NAT_NO_FORWARD);

    private static final Set<Cause> SEVERAL_CLIENTS = EnumSet.of(
            L2TP_MULTI_CLIENT_SAME_NAT_COLLISION, IKE2_DUPLICATE_SELECTOR_SAME_NAT, CLIENT_ROUTER_SINGLE_IPSEC_SESSION);

    private static final Set<Cause> BEFORE_DECRYPTION = EnumSet.of(
            ESP_IN_UDP_DROPPED_BY_MIDDLEBOX,
            ESP_PROTO50_BLOCKED,
            ESP_SHA2_256_TRUNCATION_MISMATCH,
            ESP_POLICY_OR_TEMPLATE_MISMATCH,
            ESP_RP_FILTER_DROP,
            ESP_KERNEL_TRANSPORT_REGRESSION,
            IKE2_NATOA_MISHANDLED);

    private Observations() {}

    static double factor(Case c, Cause cause) {
        return otherServer(c, cause.side())
                * otherNetwork(c, cause.side())
                * otherClient(c, cause.side())
                * ofServer(c, cause)
                * ofClient(c, cause)
                * ofSession(c, cause);
    }

    private static double forOnly(boolean fits) {
        return fits ? SPEAKS_FOR : SPEAKS_AGAINST;
    }

    /** Looked at on the server. */
    private static double ofServer(Case c, Cause cause) {
        boolean ofReach = cause.stage() == Stage.REACH;
        double capture =
                switch (c.observed("server-capture").orElse("")) {
                    case "arrives" -> BEFORE_THE_CARD.contains(cause) ? SPEAKS_AGAINST : 1;
                    case "nothing-arrives" -> ofReach ? forOnly(BEFORE_THE_CARD.contains(cause)) : SPEAKS_AGAINST;
                    default -> 1;
                };
        double probe =
                switch (c.observed("outside-probe").orElse("")) {
                    case "answered" -> ofReach && cause.side() == Side.SERVER ? SPEAKS_AGAINST : 1;
                    case "no-answer" -> ofReach && cause.side() == Side.SERVER ? 3 : 1;
                    default -> 1;
                };
        double tap =
                switch (c.observed("tap-1701").orElse("")) {
                    case "dropped" -> forOnly(cause == L2TP_FIREWALL_DROPS_1701_AFTER_DECRYPT);
                    case "passed" ->
                        cause == L2TP_FIREWALL_DROPS_1701_AFTER_DECRYPT || BEFORE_DECRYPTION.contains(cause)
                                ? SPEAKS_AGAINST
                                : 1;
                    case "not-seen" -> forOnly(BEFORE_DECRYPTION.contains(cause));
                    default -> 1;
                };
        return capture * probe * tap;
    }

    /** Tried or looked at on the client or its network. */
    private static double ofClient(Case c, Cause cause) {
        double psk = tried(c, "retype-psk", cause == IKEAUTH_PSK_MISMATCH);
        double password = tried(c, "retype-password", cause == AUTH_CREDENTIALS_REJECTED);
        double alone = tried(c, "one-client-only", SEVERAL_CLIENTS.contains(cause));
        double verbose =
                switch (c.observed("client-verbose-log").orElse("")) {
                    case "server-replied" -> cause.stage() == Stage.REACH ? SPEAKS_AGAINST : 1;
                    case "no-reply" ->
                        cause.stage() == Stage.REACH || cause.stage() == Stage.IKE_PHASE1 ? 1 : SPEAKS_AGAINST;
                    default -> 1;
                };
        double log = c.userSaw("client-log", "network-changed")
                ? forOnly(cause == SUSTAINED_CLIENT_SLEEP_OR_NETWORK_CHANGE)
                : 1;
        return psk * password * alone * verbose * log;
    }

    /** What was tried made it work, or did not. */
    private static double tried(Case c, String id, boolean wouldHelp) {
        return switch (c.observed(id).orElse("")) {
            case "works" -> forOnly(wouldHelp);
            case "same-failure" -> wouldHelp ? 0.3 : 1;
            default -> 1;
        };
    }

    /** pppd(8), "EXIT STATUS". */
    private static double ofSession(Case c, Cause cause) {
        return switch (c.observed("pppd-exit-code").orElse("")) {
            case "1" ->
                forOnly(cause == SESSION_PPPD_AUTH_SETUP_IMPOSSIBLE
                        || cause == SESSION_PPPD_NOT_INSTALLED_OR_EXEC_FAILS);
            case "2" ->
                forOnly(cause == SESSION_PPPD_TTY_OPTION_WITH_KERNEL_L2TP
                        || cause == SESSION_PPPD_OPTION_OR_PLUGIN_ERROR);
            case "4" -> forOnly(cause == SESSION_PPPD_KERNEL_PPP_MISSING);
            case "10" -> forOnly(cause == LCP_OPTION_NEGOTIATION_LOOP);
            case "11", "12", "13", "15" -> cause.stage() == Stage.L2TP_SESSION ? SPEAKS_AGAINST : 1;
            default -> 1;
        };
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
