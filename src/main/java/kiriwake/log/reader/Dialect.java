package kiriwake.log.reader;

import kiriwake.event.Vantage;
import kiriwake.log.envelope.Envelope;
import kiriwake.log.xl2tpd.Xl2tpdLines;

/** Whose words a line is in. */
enum Dialect {
    PLUTO("pluto", Vantage.IKE, false),
    CHARON("charon", Vantage.IKE, false),
    XL2TPD("xl2tpd", Vantage.L2TP, false),
    PPPD("pppd", Vantage.PPP, false),
    KERNEL("kernel", Vantage.KERNEL, true),
    MAC("ppp.log", Vantage.CLIENT, false),
    NONE("", Vantage.KERNEL, true);

    private final String label;
    private final Vantage vantage;
    private final boolean tolerant;

    Dialect(String label, Vantage vantage, boolean tolerant) {
        this.label = label;
        this.vantage = vantage;
        this.tolerant = tolerant;
    }

    String label() {
        return label;
    }

    Vantage vantage() {
        return vantage;
    }

    /** Most of what this program writes is not of the VPN: a line that is not known is somebody else's. */
    boolean tolerant() {
        return tolerant;
    }

    /** @param macFile the file was seen to be a Mac's ppp.log */
    static Dialect of(Envelope envelope, boolean macFile) {
        String program = envelope.program();
        return switch (program) {
            case "pluto", "addconn", "whack" -> PLUTO;
            case "charon", "charon-systemd", "ipsec_starter", "strongswan", "starter", "ipsec" -> CHARON;
            case "xl2tpd" -> XL2TPD;
            case "pppd" -> macFile || isOfMac(envelope.message()) ? MAC : PPPD;
            case Envelope.MAC -> MAC;
            case "kernel",
                    "systemd",
                    "audit",
                    "fail2ban",
                    "fail2ban.actions",
                    "firewalld",
                    "modprobe",
                    "chronyd",
                    "rsyslogd" -> KERNEL;
            case "" -> macFile ? MAC : byContent(envelope.message());
            default -> program.startsWith("strongswan") || program.startsWith("charon") ? CHARON : NONE;
        };
    }

    private static Dialect byContent(String message) {
        if (isOfMac(message)) {
            return MAC;
        }
        if (message.startsWith("type=AVC") || message.contains("PROTO=UDP")) {
            return KERNEL;
        }
        if (message.startsWith("sent [") || message.startsWith("rcvd [")) {
            return PPPD;
        }
        if (message.startsWith("\"") && message.contains("#") || message.startsWith("packet from ")) {
            return PLUTO;
        }
        return Xl2tpdLines.CATALOGUE.read(message).filter(hit -> !hit.isNoise()).isPresent() ? XL2TPD : NONE;
    }

    /** No other pppd writes such a line: the Mac's carries L2TP itself. */
    private static boolean isOfMac(String message) {
        boolean l2tp = message.startsWith("L2TP ") && !message.startsWith("L2TP kernel");
        return l2tp || message.startsWith("IPSec ") || message.startsWith("l2tp_get_router");
    }
}
