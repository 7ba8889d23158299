package kiriwake.diagnose;

import static kiriwake.diagnose.Cause.*;

import java.util.Map;
import java.util.Set;

/** Causes that bring others about: where the first holds the second is its consequence. */
final class Explains {
    private static final Map<Cause, Set<Cause>> CONSEQUENCES = Map.ofEntries(
            Map.entry(SERVER_IKE_CONFIG_FAILS_TO_LOAD, Set.of(SERVER_IKE_NO_LISTENER, IKE1_NO_CONN_AUTHORIZED_SILENT)),
            Map.entry(IKEAUTH_PSK_NOT_FOUND_FOR_PEER, Set.of(IKE1_PROPOSAL_MISMATCH)),
            Map.entry(SERVER_BLOCKS_CLIENT_IP_BAN_OR_DDOS, Set.of(SERVER_HOST_FIREWALL_DROPS_UDP500)),
            Map.entry(SERVER_REPLIES_BY_WRONG_ROUTE, Set.of(SERVER_HOST_FIREWALL_DROPS_REPLIES)),
            Map.entry(SERVER_CONNTRACK_TABLE_FULL, Set.of(SERVER_HOST_FIREWALL_DROPS_UDP500)),
            Map.entry(L2TP_DAEMON_BLOCKED_BY_MODPROBE_PRESTART, Set.of(L2TP_DAEMON_NOT_RUNNING)),
            Map.entry(L2TP_LISTEN_ADDR_OR_PORT_CONFLICT, Set.of(L2TP_DAEMON_NOT_RUNNING)),
            Map.entry(
                    L2TP_MULTI_CLIENT_SAME_NAT_COLLISION,
                    Set.of(L2TP_CONTROL_LOSS_MAX_RETRIES, L2TP_TUNNEL_LOOKUP_BUG, CLIENT_ROUTER_SINGLE_IPSEC_SESSION)),
            Map.entry(
                    L2TP_REPLY_FROM_WRONG_SOURCE_IP,
                    Set.of(L2TP_CONTROL_LOSS_MAX_RETRIES, SERVER_REPLIES_FROM_OTHER_ADDRESS)),
            Map.entry(L2TP_EGRESS_BLOCKED_EPERM, Set.of(L2TP_CONTROL_LOSS_MAX_RETRIES)),
            Map.entry(L2TP_EGRESS_ENODEV_KERNEL_BUG, Set.of(L2TP_CONTROL_LOSS_MAX_RETRIES)),
            Map.entry(L2TP_PEER_NOT_AUTHORIZED, Set.of(SESSION_CLIENT_CLOSES_FIRST, L2TP_CONTROL_LOSS_MAX_RETRIES)),
            Map.entry(L2TP_TUNNEL_AUTH_REQUIRED, Set.of(L2TP_AVP_INCOMPATIBLE, L2TP_PEER_NOT_AUTHORIZED)),
            Map.entry(
                    SESSION_SERVER_OUT_OF_RESOURCES,
                    Set.of(SESSION_PPPD_NOT_INSTALLED_OR_EXEC_FAILS, SESSION_PPPD_UNRESPONSIVE)),
            Map.entry(SESSION_PPPD_NOT_INSTALLED_OR_EXEC_FAILS, Set.of(SESSION_PPPD_AUTH_SETUP_IMPOSSIBLE)),
            Map.entry(
                    SESSION_PPPD_KERNEL_PPP_MISSING,
                    Set.of(SESSION_PPPOX_SOCKET_FAILS, SESSION_PPPD_OPTION_OR_PLUGIN_ERROR)),
            Map.entry(SESSION_PPPD_TTY_OPTION_WITH_KERNEL_L2TP, Set.of(SESSION_PPPD_OPTION_OR_PLUGIN_ERROR)),
            Map.entry(NATT_KERNEL_ESPINUDP_MISSING, Set.of(ESP_IN_UDP_DROPPED_BY_MIDDLEBOX, ESP_PROTO50_BLOCKED)),
            Map.entry(IKE2_RIGHTPROTOPORT_ONLY_1701, Set.of(IKE2_NO_CONNECTION_KNOWN, ESP_POLICY_OR_TEMPLATE_MISMATCH)),
            Map.entry(ESP_POLICY_OR_TEMPLATE_MISMATCH, Set.of(L2TP_DAEMON_NOT_RUNNING)),
            Map.entry(AUTH_USER_OR_SERVER_NAME_NOT_IN_SECRETS, Set.of(AUTH_CREDENTIALS_REJECTED)),
            Map.entry(AUTH_RADIUS_UNREACHABLE_OR_REJECTS, Set.of(AUTH_CREDENTIALS_REJECTED)),
            Map.entry(AUTH_MSCHAP_CRYPTO_UNAVAILABLE, Set.of(AUTH_CREDENTIALS_REJECTED)),
            Map.entry(
                    DATA_IP_FORWARD_DISABLED,
                    Set.of(DATA_FORWARD_CHAIN_DROPS, DATA_MASQUERADE_MISSING, DATA_DNS_PUSHED_WRONG)),
            Map.entry(DATA_MASQUERADE_MISSING, Set.of(DATA_DNS_PUSHED_WRONG)),
            Map.entry(DATA_FORWARD_CHAIN_DROPS, Set.of(DATA_DNS_PUSHED_WRONG)),
            Map.entry(
                    SUSTAINED_SERVER_RESTART_OR_CRASH, Set.of(SUSTAINED_PATH_LOST, SUSTAINED_REKEY_FAILS_AT_LIFETIME)),
            Map.entry(SUSTAINED_NAT_MAPPING_EXPIRED, Set.of(SUSTAINED_PATH_LOST)),
            Map.entry(SUSTAINED_REKEY_FAILS_AT_LIFETIME, Set.of(SUSTAINED_PATH_LOST)),
            Map.entry(
                    SUSTAINED_CLIENT_SLEEP_OR_NETWORK_CHANGE,
                    Set.of(SUSTAINED_PATH_LOST, SUSTAINED_NAT_MAPPING_EXPIRED)));

    private Explains() {}

    static boolean explains(Cause one, Cause other) {
        return CONSEQUENCES.getOrDefault(one, Set.of()).contains(other);
    }
}
