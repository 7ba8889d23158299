package kiriwake.diagnose;

import static kiriwake.diagnose.Cause.*;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import kiriwake.attempt.Outcome;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;

/**
 * Causes that one kind of evidence cannot tell apart (causes.md, "Twins"): for each situation the candidates, how often
 * they are met (our estimate), and the cheapest observation that would split them. What the rules rule out is taken away
 * afterwards.
 */
enum Twins {
    /** The client sent and got silence; nobody looked at the server. */
    CLIENT_HEARD_NOTHING(
            "server-capture",
            w(CLIENT_ROUTER_FORWARDS_500_4500_TO_OTHER_HOST, 14),
            w(CLIENT_ROUTER_IS_ITS_OWN_VPN_ENDPOINT, 4),
            w(CLIENT_NETWORK_BLOCKS_IKE_OUT, 12),
            w(CLIENT_NETWORK_IPV4_OVER_IPV6_LIMITS, 3),
            w(PATH_ISP_OR_NATIONAL_FILTER_DROPS_IKE, 11),
            w(PATH_RETURN_PACKETS_LOST, 5),
            w(SERVER_IKE_NO_LISTENER, 9),
            w(SERVER_HOST_FIREWALL_DROPS_UDP500, 9),
            w(SERVER_PROVIDER_FIREWALL_BLOCKS_UDP500, 9),
            w(SERVER_BEHIND_NAT_NO_FORWARD, 3),
            w(SERVER_BLOCKS_CLIENT_IP_BAN_OR_DDOS, 2),
            w(SERVER_IKE_CONFIG_FAILS_TO_LOAD, 3),
            w(IKE1_PROPOSAL_MISMATCH, 8),
            w(IKE1_NO_CONN_AUTHORIZED_SILENT, 6),
            w(IKE1_DISABLED_ON_SERVER, 2),
            w(CLIENT_DNS_STALE_OR_WRONG_ADDRESS, 4),
            w(CLIENT_FIREWALL_OR_SECURITY_SUITE_BLOCKS_IKE, 3)),
    /** A capture on the server looked, and nothing of the client came. */
    NOTHING_CAME(
            "other-network",
            w(PATH_ISP_OR_NATIONAL_FILTER_DROPS_IKE, 46),
            w(CLIENT_NETWORK_BLOCKS_IKE_OUT, 20),
            w(SERVER_PROVIDER_FIREWALL_BLOCKS_UDP500, 14),
            w(CLIENT_FIREWALL_OR_SECURITY_SUITE_BLOCKS_IKE, 6),
            w(CLIENT_NETWORK_IPV4_OVER_IPV6_LIMITS, 5),
            w(SERVER_BEHIND_NAT_NO_FORWARD, 4),
            w(CLIENT_DNS_STALE_OR_WRONG_ADDRESS, 4),
            w(CLIENT_NO_UPLINK_OR_CAPTIVE_PORTAL, 3),
            w(CLIENT_UDP500_IN_USE_BY_OTHER_VPN, 2)),
    /** It came to the card, and nothing left. */
    CAME_AND_NOTHING_LEFT(
            "server-logs",
            w(SERVER_HOST_FIREWALL_DROPS_UDP500, 26),
            w(SERVER_IKE_NO_LISTENER, 18),
            w(IKE1_NO_CONN_AUTHORIZED_SILENT, 12),
            w(IKE1_DISABLED_ON_SERVER, 8),
            w(SERVER_IKE_CONFIG_FAILS_TO_LOAD, 8),
            w(SERVER_IKE_DAEMON_UNRESPONSIVE, 7),
            w(SERVER_HOST_FIREWALL_DROPS_REPLIES, 6),
            w(SERVER_BLOCKS_CLIENT_IP_BAN_OR_DDOS, 5),
            w(SERVER_CONNTRACK_TABLE_FULL, 3),
            w(SERVER_REPLIES_BY_WRONG_ROUTE, 3),
            w(ESP_RP_FILTER_DROP, 3)),
    /** The server answered, by its own word or by the wire, and the client never went on. */
    ANSWER_UNHEARD(
            "remove-forwards",
            w(CLIENT_ROUTER_FORWARDS_500_4500_TO_OTHER_HOST, 42),
            w(PATH_RETURN_PACKETS_LOST, 20),
            w(CLIENT_ROUTER_IS_ITS_OWN_VPN_ENDPOINT, 14),
            w(PATH_ISP_OR_NATIONAL_FILTER_DROPS_IKE, 12),
            w(CLIENT_ROUTER_IPSEC_ALG_MANGLES, 3),
            w(SERVER_HOST_FIREWALL_DROPS_REPLIES, 6),
            w(SERVER_REPLIES_BY_WRONG_ROUTE, 4)),
    /** The client saw one answer, then phase 1 stopped; or the server sees it stop there. */
    PHASE_ONE_STUCK(
            "server-logs",
            w(IKEAUTH_PSK_MISMATCH, 30),
            w(NATT_UDP4500_BLOCKED_AT_SERVER, 18),
            w(NATT_UDP4500_BLOCKED_ON_CLIENT_SIDE, 14),
            w(NATT_REPLIES_ON_4500_LOST, 12),
            w(IKEAUTH_PSK_NOT_FOUND_FOR_PEER, 8),
            w(CLIENT_ROUTER_IPSEC_ALG_MANGLES, 5),
            w(IKE1_PACKET_FRAGMENTS_LOST, 5),
            w(IKEAUTH_PEER_ID_MISMATCH, 4),
            w(IKE1_CERT_MISSING_OR_INVALID, 2)),
    /** MM4 left and nothing came to port 4500. */
    NOTHING_ON_4500(
            "other-network",
            w(NATT_UDP4500_BLOCKED_ON_CLIENT_SIDE, 36),
            w(NATT_UDP4500_BLOCKED_AT_SERVER, 32),
            w(CLIENT_ROUTER_IPSEC_ALG_MANGLES, 10),
            w(PATH_RETURN_PACKETS_LOST, 8),
            w(IKE1_PACKET_FRAGMENTS_LOST, 6)),
    /** The first encrypted message came, and nothing answered it. */
    ENCRYPTED_UNANSWERED(
            "server-logs",
            w(IKEAUTH_PSK_MISMATCH, 50),
            w(NATT_UDP4500_BLOCKED_AT_SERVER, 30),
            w(IKEAUTH_PSK_NOT_FOUND_FOR_PEER, 10),
            w(IKEAUTH_PEER_ID_MISMATCH, 8)),
    /** IPsec failed; a log that is not verbose does not say where. */
    IPSEC_FAILED_SOMEWHERE(
            "client-verbose-log",
            w(IKEAUTH_PSK_MISMATCH, 24),
            w(NATT_UDP4500_BLOCKED_AT_SERVER, 12),
            w(NATT_UDP4500_BLOCKED_ON_CLIENT_SIDE, 10),
            w(NATT_REPLIES_ON_4500_LOST, 10),
            w(IKE2_PROPOSAL_MISMATCH, 10),
            w(IKE2_NO_CONNECTION_KNOWN, 8),
            w(IKEAUTH_PSK_NOT_FOUND_FOR_PEER, 6),
            w(IKE2_KERNEL_REJECTS_SA, 4),
            w(IKE1_PROPOSAL_MISMATCH, 6),
            w(PATH_ISP_OR_NATIONAL_FILTER_DROPS_IKE, 5)),
    QUICK_MODE_STUCK(
            "server-logs",
            w(IKE2_PROPOSAL_MISMATCH, 30),
            w(IKE2_NO_CONNECTION_KNOWN, 22),
            w(IKE2_RIGHTPROTOPORT_ONLY_1701, 8),
            w(IKE2_KERNEL_REJECTS_SA, 14),
            w(IKE2_PFS_MISMATCH, 6),
            w(IKE2_DUPLICATE_SELECTOR_SAME_NAT, 6),
            w(NATT_REPLIES_ON_4500_LOST, 8)),
    /** IPsec stands, and nothing answers the client's L2TP; nobody looked at the server. */
    L2TP_UNANSWERED(
            "server-capture",
            w(L2TP_DAEMON_NOT_RUNNING, 18),
            w(L2TP_FIREWALL_DROPS_1701_AFTER_DECRYPT, 18),
            w(ESP_IN_UDP_DROPPED_BY_MIDDLEBOX, 10),
            w(ESP_PROTO50_BLOCKED, 10),
            w(ESP_SHA2_256_TRUNCATION_MISMATCH, 8),
            w(L2TP_REPLY_FROM_WRONG_SOURCE_IP, 5),
            w(L2TP_LISTEN_ADDR_OR_PORT_CONFLICT, 4),
            w(L2TP_DAEMON_BLOCKED_BY_MODPROBE_PRESTART, 4),
            w(L2TP_DAEMON_UNRESPONSIVE, 3),
            w(L2TP_EGRESS_BLOCKED_EPERM, 3),
            w(ESP_POLICY_OR_TEMPLATE_MISMATCH, 3),
            w(ESP_RP_FILTER_DROP, 3),
            w(L2TP_MULTI_CLIENT_SAME_NAT_COLLISION, 5),
            w(L2TP_CONTROL_LOSS_MAX_RETRIES, 4),
            w(IKE2_NATOA_MISHANDLED, 2)),
    /** ESP came to the card, and no L2TP answer left the server. */
    ESP_CAME_UNANSWERED(
            "server-state",
            w(L2TP_DAEMON_NOT_RUNNING, 26),
            w(L2TP_FIREWALL_DROPS_1701_AFTER_DECRYPT, 26),
            w(ESP_SHA2_256_TRUNCATION_MISMATCH, 12),
            w(L2TP_DAEMON_UNRESPONSIVE, 6),
            w(L2TP_LISTEN_ADDR_OR_PORT_CONFLICT, 6),
            w(ESP_POLICY_OR_TEMPLATE_MISMATCH, 5),
            w(ESP_RP_FILTER_DROP, 5),
            w(L2TP_EGRESS_BLOCKED_EPERM, 5),
            w(L2TP_REPLY_FROM_WRONG_SOURCE_IP, 5),
            w(ESP_KERNEL_TRANSPORT_REGRESSION, 2)),
    /** Something inside ESP is asked and answered, and nobody could look inside. */
    ESP_BOTH_WAYS("server-logs"),
    TUNNEL_BROKEN(
            "server-logs",
            w(L2TP_PEER_NOT_AUTHORIZED, 30),
            w(L2TP_TUNNEL_AUTH_REQUIRED, 12),
            w(L2TP_AVP_INCOMPATIBLE, 12),
            w(L2TP_TUNNEL_LOOKUP_BUG, 8),
            w(L2TP_MULTI_CLIENT_SAME_NAT_COLLISION, 10),
            w(SESSION_IP_POOL_EXHAUSTED, 14),
            w(L2TP_CONTROL_LOSS_MAX_RETRIES, 12)),
    /** The call stood and the server closed it before it said a word of PPP. */
    CALL_CLOSED_AT_ONCE(
            "pppd-exit-code",
            w(SESSION_PPPD_TTY_OPTION_WITH_KERNEL_L2TP, 30),
            w(SESSION_PPPD_OPTION_OR_PLUGIN_ERROR, 24),
            w(SESSION_PPPD_KERNEL_PPP_MISSING, 18),
            w(SESSION_PPPD_AUTH_SETUP_IMPOSSIBLE, 10),
            w(SESSION_PPPD_NOT_INSTALLED_OR_EXEC_FAILS, 5),
            w(SESSION_SELINUX_DENIAL, 5),
            w(SESSION_SERVER_OUT_OF_RESOURCES, 4),
            w(SESSION_IP_POOL_EXHAUSTED, 4),
            w(SESSION_CLIENT_CLOSES_FIRST, 3),
            w(LCP_OPTION_NEGOTIATION_LOOP, 3)),
    /** The call stands and the server says no word of PPP. */
    LCP_UNANSWERED(
            "server-logs",
            w(SESSION_PPPOX_SOCKET_FAILS, 20),
            w(SESSION_PPPD_UNRESPONSIVE, 18),
            w(LCP_DATA_PATH_SILENT, 22),
            w(LCP_DATA_FROM_WRONG_SOURCE_IP, 12),
            w(SESSION_SELINUX_DENIAL, 6),
            w(L2TP_MULTI_CLIENT_SAME_NAT_COLLISION, 6)),
    LCP_NOT_AGREED(
            "server-logs",
            w(AUTH_PROTOCOL_MISMATCH, 44),
            w(LCP_OPTION_NEGOTIATION_LOOP, 24),
            w(IPCP_MPPE_REQUIRED_MISMATCH, 8),
            w(LCP_DATA_PATH_SILENT, 10),
            w(AUTH_CREDENTIALS_REJECTED, 6)),
    AUTHENTICATION_OPEN(
            "server-logs",
            w(AUTH_RADIUS_UNREACHABLE_OR_REJECTS, 40),
            w(AUTH_CREDENTIALS_REJECTED, 24),
            w(AUTH_USER_OR_SERVER_NAME_NOT_IN_SECRETS, 12),
            w(LCP_DATA_PATH_SILENT, 12),
            w(AUTH_MSCHAP_CRYPTO_UNAVAILABLE, 5)),
    ADDRESSES_NOT_AGREED(
            "server-logs",
            w(IPCP_ADDRESS_ASSIGNMENT_FAILS, 56),
            w(IPCP_MPPE_REQUIRED_MISMATCH, 26),
            w(LCP_DATA_PATH_SILENT, 10)),
    /** Connected, and the user says that no traffic gets through; or nobody saw any. */
    UP_AND_UNSEEN(
            "traffic",
            w(DATA_MASQUERADE_MISSING, 22),
            w(DATA_FORWARD_CHAIN_DROPS, 20),
            w(DATA_IP_FORWARD_DISABLED, 18),
            w(DATA_CLIENT_NOT_ROUTING_INTO_VPN, 18),
            w(DATA_DNS_PUSHED_WRONG, 10),
            w(DATA_SUBNET_OVERLAP, 6),
            w(DATA_MTU_MSS_BLACKHOLE, 6)),
    /** Connected, then gone. */
    LOST(
            "client-log",
            w(SUSTAINED_PATH_LOST, 26),
            w(SUSTAINED_CLIENT_SLEEP_OR_NETWORK_CHANGE, 26),
            w(SUSTAINED_NAT_MAPPING_EXPIRED, 16),
            w(SUSTAINED_DPD_OR_LCP_ECHO_KILLS, 12),
            w(SUSTAINED_REKEY_FAILS_AT_LIFETIME, 10),
            w(SUSTAINED_SERVER_RESTART_OR_CRASH, 10)),
    NOTHING_TO_GO_BY("client-verbose-log");

    private final String observation;

    @SuppressWarnings("ImmutableEnumChecker") // set once in the constructor, handed out as a copy
    private final Weight[] weights;

    Twins(String observation, Weight... weights) {
        this.observation = observation;
        this.weights = weights.clone();
    }

    private record Weight(Cause cause, double weight) {}

    private static Weight w(Cause cause, int weight) {
        return new Weight(cause, weight);
    }

    /** A copy to take from; only ratios matter. */
    Map<Cause, Double> weights() {
        var copy = new EnumMap<Cause, Double>(Cause.class);
        for (Weight weight : weights) {
            copy.put(weight.cause(), weight.weight());
        }
        return copy;
    }

    /** The id of the observation that would split them. */
    String observation() {
        return observation;
    }

    static Twins of(Case c) {
        if (c.has(Step.ADDRESS)) {
            boolean up = c.attempt.outcome() == Outcome.ESTABLISHED || c.attempt.outcome() == Outcome.CLOSED;
            return up ? UP_AND_UNSEEN : LOST;
        }
        Twins server = fromServer(c);
        return server != NOTHING_TO_GO_BY ? server : fromClient(c.clientEnd);
    }

    private static Twins fromServer(Case c) {
        if (!c.serverWatched()) {
            return NOTHING_TO_GO_BY;
        }
        List<Step> inPpp = List.of(Step.LCP_IN, Step.LCP_OUT, Step.ICCN);
        if (inPpp.stream().anyMatch(c::serverHas) || c.has(Sign.L2TP_CALL_UP)) {
            return inPpp(c);
        }
        if (c.has(Sign.L2TP_TUNNEL_UP) || c.serverHas(Step.SCCRP)) {
            return TUNNEL_BROKEN;
        }
        if (c.espIsUp() && c.has(Vantage.CLIENT, Step.SCCRP)) {
            return NOTHING_TO_GO_BY;
        }
        if (c.espIsUp() && c.times(Vantage.WIRE, Step.ESP_OUT) > 1 && !c.has(Vantage.CLIENT, Step.SCCRQ)) {
            return ESP_BOTH_WAYS;
        }
        if (c.espIsUp()) {
            return c.has(Vantage.WIRE, Step.ESP_IN) || c.l2tpDecrypted() ? ESP_CAME_UNANSWERED : L2TP_UNANSWERED;
        }
        if (c.serverHas(Step.QM1)) {
            return QUICK_MODE_STUCK;
        }
        return inPhaseOne(c);
    }

    private static Twins inPpp(Case c) {
        if (c.has(Step.AUTH_SUCCESS) || c.has(Sign.AUTH_SUCCEEDED) || c.has(Step.IPCP_IN)) {
            return ADDRESSES_NOT_AGREED;
        }
        if (c.has(Step.AUTH_CHALLENGE) || c.has(Step.AUTH_RESPONSE)) {
            return AUTHENTICATION_OPEN;
        }
        if (c.clientEnd == ClientEnd.LCP_FAILED || c.serverHas(Step.LCP_OUT) && c.has(Vantage.PPP, Step.LCP_IN)) {
            return LCP_NOT_AGREED;
        }
        boolean closed = c.clientEnd == ClientEnd.CLOSED_AT_ONCE
                || c.has(Sign.L2TP_CDN, Sign.PPPD_EXIT) && c.clientEnd != ClientEnd.LCP_SILENT;
        return closed ? CALL_CLOSED_AT_ONCE : LCP_UNANSWERED;
    }

    private static Twins inPhaseOne(Case c) {
        if (c.serverHas(Step.MM5) && !c.serverHas(Step.MM6)) {
            return ENCRYPTED_UNANSWERED;
        }
        if (c.serverHas(Step.MM4) && c.lacks(Vantage.WIRE, Step.MM5)) {
            return NOTHING_ON_4500;
        }
        if (c.serverHas(Step.MM3) || c.serverHas(Step.MM4) || c.has(Vantage.CLIENT, Step.MM2)) {
            return PHASE_ONE_STUCK;
        }
        if (c.answerUnheard()) {
            return ANSWER_UNHEARD;
        }
        if (c.serverHas(Step.MM1)) {
            return c.lacks(Vantage.WIRE, Step.MM2) || c.lacks(Vantage.IKE, Step.MM2)
                    ? CAME_AND_NOTHING_LEFT
                    : CLIENT_HEARD_NOTHING;
        }
        boolean neverHeard = c.nothingArrived()
                || c.lacks(Vantage.IKE, Step.MM1) && c.passes("in-udp-500").isPresent();
        return neverHeard && c.aligned() && c.clientKnown() ? NOTHING_CAME : NOTHING_TO_GO_BY;
    }

    private static Twins fromClient(ClientEnd end) {
        return switch (end) {
            case IKE_SILENT -> CLIENT_HEARD_NOTHING;
            case IKE_STUCK -> PHASE_ONE_STUCK;
            case IPSEC_FAILED, IKE_ERROR -> IPSEC_FAILED_SOMEWHERE;
            case QUICK_STUCK -> QUICK_MODE_STUCK;
            case L2TP_SILENT -> L2TP_UNANSWERED;
            case TUNNEL_REFUSED, SESSION_SILENT -> TUNNEL_BROKEN;
            case CLOSED_AT_ONCE -> CALL_CLOSED_AT_ONCE;
            case LCP_SILENT -> LCP_UNANSWERED;
            case LCP_FAILED -> LCP_NOT_AGREED;
            case AUTH_REJECTED, AUTH_STUCK -> AUTHENTICATION_OPEN;
            case IPCP_FAILED -> ADDRESSES_NOT_AGREED;
            case UNKNOWN, NEVER_SENT, CONNECTED, OPEN -> NOTHING_TO_GO_BY;
        };
    }
}
