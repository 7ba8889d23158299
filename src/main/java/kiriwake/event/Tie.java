package kiriwake.event;

/**
 * Something that says two events belong to the same attempt: an address, a cookie, a tunnel id. Values are written the
 * same by every source: addresses as {@code Ip} prints them, endpoints {@code ip:port}, cookies 16 and SPIs 8 lower-case
 * hex digits, magic numbers 8, ids decimal.
 */
public record Tie(Kind kind, String value) {

    /** Strongest first. */
    public enum Kind {
        /** LCP magic number of the client; random, so it joins both ends exactly (RFC 1661 §6.4). */
        CLIENT_MAGIC,
        SERVER_MAGIC,
        /** Hex of a CHAP challenge, or of the first 16 octets of a response. Never a whole response. */
        CHAP_VALUE,
        /** IKE initiator cookie (SPI), RFC 2408 §3.1. */
        INITIATOR_COOKIE,
        /** {@code spi} of ESP towards the server / towards the client. */
        ESP_IN,
        ESP_OUT,
        /** {@code program:serial}: pluto's state {@code #n}, charon's {@code name[n]}, as {@code ike:n}. */
        IKE_STATE,
        /** charon's CHILD_SA {@code name{n}} or pluto's quick mode {@code #n}, as {@code n}. */
        CHILD_STATE,
        /** xl2tpd's own tunnel and session ids, decimal. */
        TUNNEL,
        SESSION,
        /** The client's tunnel and session ids, with its address: {@code 203.0.113.9/5}. */
        PEER_TUNNEL,
        PEER_SESSION,
        /** Process id of the server's pppd. */
        PPPD_PID,
        /** {@code ppp0} on the server. */
        INTERFACE,
        /** The client's address and L2TP port behind the SA: {@code 203.0.113.9:49152}. */
        PEER_L2TP,
        /** The client's address and IKE port. */
        PEER_IKE,
        /** Address given to the client in IPCP. */
        ASSIGNED,
        /** Number of the attempt in a client's log: {@code file#n}. */
        CLIENT_RUN,
        /** The client's public address. */
        PEER,
        /** The client's own address behind its router (its IKE identity). */
        PEER_INSIDE,
        /** Account name as sent. */
        USER,
        /** The server's address as this source names it. */
        SERVER
    }
}
