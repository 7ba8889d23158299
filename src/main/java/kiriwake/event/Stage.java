package kiriwake.event;

import java.util.Locale;

/** How far an attempt came: the ladder of DESIGN.md §5, lowest first. */
public enum Stage {
    REACH,
    IKE_PHASE1,
    NAT_T,
    IKE_AUTH,
    IKE_PHASE2,
    ESP,
    L2TP_TUNNEL,
    L2TP_SESSION,
    LCP,
    PPP_AUTH,
    IPCP,
    DATA,
    SUSTAINED;

    /** The name in JSON and in the catalogue of causes: {@code ike-phase1}, {@code nat-t}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
