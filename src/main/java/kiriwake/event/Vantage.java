package kiriwake.event;

/** A place that sees messages pass, in the order a client's message meets them (DESIGN.md §1). */
public enum Vantage {
    /** The Mac: its ppp.log. */
    CLIENT("client"),
    /** The server's network card: a capture. Sees incoming packets before netfilter and outgoing ones after it. */
    WIRE("wire"),
    /** netfilter: rules with their counters. */
    FIREWALL("firewall"),
    /** xfrm, routing and sockets: counters and kernel lines. */
    KERNEL("kernel"),
    /** pluto or charon. */
    IKE("ike"),
    /** xl2tpd. */
    L2TP("l2tp"),
    /** The server's pppd. */
    PPP("ppp");

    private final String id;

    Vantage(String id) {
        this.id = id;
    }

    /** The name in reports and JSON. */
    public String id() {
        return id;
    }
}
