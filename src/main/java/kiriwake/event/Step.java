package kiriwake.event;

/**
 * A message of the ladder that several vantages can see: IKEv1 main mode and quick mode (RFC 2409), ESP (RFC 4303), L2TP
 * control (RFC 2661 §6), PPP (RFC 1661, 1994, 1332). The order is that of a healthy connection.
 */
public enum Step {
    MM1(Direction.IN, Stage.REACH, "MM1"),
    MM2(Direction.OUT, Stage.IKE_PHASE1, "MM2"),
    MM3(Direction.IN, Stage.IKE_PHASE1, "MM3"),
    MM4(Direction.OUT, Stage.IKE_PHASE1, "MM4"),
    /** The first encrypted message; behind a NAT it is the first on port 4500. */
    MM5(Direction.IN, Stage.NAT_T, "MM5"),
    MM6(Direction.OUT, Stage.IKE_AUTH, "MM6"),
    QM1(Direction.IN, Stage.IKE_PHASE2, "QM1"),
    QM2(Direction.OUT, Stage.IKE_PHASE2, "QM2"),
    QM3(Direction.IN, Stage.IKE_PHASE2, "QM3"),
    /** The first ESP packets from the client under the new SA. */
    ESP_IN(Direction.IN, Stage.ESP, "ESP"),
    SCCRQ(Direction.IN, Stage.L2TP_TUNNEL, "SCCRQ"),
    SCCRP(Direction.OUT, Stage.L2TP_TUNNEL, "SCCRP"),
    /** The first ESP packets to the client under the new SA. */
    ESP_OUT(Direction.OUT, Stage.ESP, "ESP"),
    SCCCN(Direction.IN, Stage.L2TP_TUNNEL, "SCCCN"),
    ICRQ(Direction.IN, Stage.L2TP_SESSION, "ICRQ"),
    ICRP(Direction.OUT, Stage.L2TP_SESSION, "ICRP"),
    ICCN(Direction.IN, Stage.L2TP_SESSION, "ICCN"),
    /** An LCP Configure-Request of the client. */
    LCP_IN(Direction.IN, Stage.LCP, "LCP"),
    /** An LCP Configure-Request or -Ack of the server. */
    LCP_OUT(Direction.OUT, Stage.LCP, "LCP"),
    /** LCP is open: both ends acknowledged. Challenge or the server's demand for PAP/EAP. */
    AUTH_CHALLENGE(Direction.OUT, Stage.PPP_AUTH, "CHAP Challenge"),
    AUTH_RESPONSE(Direction.IN, Stage.PPP_AUTH, "CHAP Response"),
    AUTH_SUCCESS(Direction.OUT, Stage.PPP_AUTH, "CHAP Success"),
    IPCP_IN(Direction.IN, Stage.IPCP, "IPCP"),
    IPCP_OUT(Direction.OUT, Stage.IPCP, "IPCP"),
    /** The addresses are in force: the VPN counts as connected. */
    ADDRESS(Direction.OUT, Stage.DATA, "IP address"),
    /** The client's own traffic comes in through the tunnel. */
    DATA_IN(Direction.IN, Stage.DATA, "data"),
    /** Traffic goes back to the client through the tunnel. */
    DATA_OUT(Direction.OUT, Stage.DATA, "data");

    private final Direction direction;
    private final Stage stage;
    private final String label;

    Step(Direction direction, Stage stage, String label) {
        this.direction = direction;
        this.stage = stage;
        this.label = label;
    }

    public Direction direction() {
        return direction;
    }

    /** The stage an attempt is in once this message is on its way. */
    public Stage stage() {
        return stage;
    }

    /** The field's name of the message, for people. */
    public String label() {
        return label;
    }
}
