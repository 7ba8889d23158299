package kiriwake.diagnose;

import java.util.Locale;

/** A piece of evidence that is not there and would say more. */
public enum Missing {
    /** The Mac's ppp.log of this attempt. */
    CLIENT_LOG,
    /** The same with verbose logging switched on. */
    CLIENT_VERBOSE_LOG,
    /** A capture on the server's card during the attempt. */
    SERVER_CAPTURE,
    /** Keys ({@code ip xfrm state}) of the time, to see inside ESP. */
    ESP_KEYS,
    /** The IKE daemon's log. */
    IKE_LOG,
    L2TP_LOG,
    PPP_LOG,
    /** pppd's {@code debug}. */
    PPP_DEBUG_LOG,
    /** Snapshots of firewall, sockets and kernel before and after. */
    SERVER_STATE,
    /** What other clients or other networks experience. */
    OTHER_ATTEMPTS,
    /** A capture at the client or its router. */
    CLIENT_CAPTURE,
    /** The client's log could not be put on the server's clock. */
    ALIGNMENT,
    /** The evidence begins after the attempt's start or stops before its end. */
    WHOLE_ATTEMPT;

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
