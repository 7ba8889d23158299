package kiriwake.wire.ppp;

/** Names of PPP's numbers (RFC 1661, 1332, 1334, 1877, 1962, 1994, 5072). What is not known keeps its number. */
public final class PppNames {

    private PppNames() {}

    public static String protocol(int protocol) {
        return switch (protocol) {
            case PppFrame.LCP -> "LCP";
            case PppFrame.PAP -> "PAP";
            case PppFrame.CHAP -> "CHAP";
            case PppFrame.EAP -> "EAP";
            case PppFrame.IPCP -> "IPCP";
            case PppFrame.IPV6CP -> "IPV6CP";
            case PppFrame.CCP -> "CCP";
            case 0x8053 -> "ECP";
            case 0x8235 -> "ACSCP";
            case 0x0235 -> "ACSP";
            case 0x0021 -> "IPv4";
            case 0x0057 -> "IPv6";
            case 0x00FD -> "compressed data";
            case 0x002D -> "Van Jacobson compressed TCP";
            case 0x002F -> "Van Jacobson uncompressed TCP";
            default -> String.format(java.util.Locale.ROOT, "PPP %04x", protocol);
        };
    }

    public static String code(int protocol, int code) {
        if (protocol == PppFrame.CHAP) {
            return name(code, "Challenge", "Response", "Success", "Failure");
        }
        if (protocol == PppFrame.PAP) {
            return name(code, "Authenticate-Request", "Authenticate-Ack", "Authenticate-Nak");
        }
        return name(
                code,
                "Configure-Request",
                "Configure-Ack",
                "Configure-Nak",
                "Configure-Reject",
                "Terminate-Request",
                "Terminate-Ack",
                "Code-Reject",
                "Protocol-Reject",
                "Echo-Request",
                "Echo-Reply",
                "Discard-Request",
                "Identification",
                "Time-Remaining",
                "Reset-Request",
                "Reset-Ack");
    }

    private static String name(int code, String... names) {
        return code >= 1 && code <= names.length ? names[code - 1] : "code " + code;
    }

    /** The authentication protocol that an LCP option 3 asks for, by its value. */
    public static String authentication(String hex) {
        return switch (hex) {
            case "c023" -> "PAP";
            case "c22305" -> "CHAP-MD5";
            case "c22380" -> "MS-CHAP";
            case "c22381" -> "MS-CHAPv2";
            case "c227" -> "EAP";
            default -> hex;
        };
    }

    public static String option(int protocol, int type) {
        return switch (protocol) {
            case PppFrame.LCP ->
                switch (type) {
                    case 1 -> "mru";
                    case 2 -> "asyncmap";
                    case 3 -> "auth";
                    case 4 -> "quality";
                    case 5 -> "magic";
                    case 7 -> "pcomp";
                    case 8 -> "accomp";
                    case 13 -> "callback";
                    case 17 -> "mrru";
                    case 18 -> "short-sequence";
                    case 19 -> "endpoint";
                    default -> "option " + type;
                };
            case PppFrame.IPCP ->
                switch (type) {
                    case 1 -> "addresses";
                    case 2 -> "vj";
                    case 3 -> "address";
                    case 129 -> "dns1";
                    case 130 -> "wins1";
                    case 131 -> "dns2";
                    case 132 -> "wins2";
                    default -> "option " + type;
                };
            case PppFrame.IPV6CP -> type == 1 ? "interface" : "option " + type;
            case PppFrame.CCP ->
                switch (type) {
                    case 17 -> "stac";
                    case 18 -> "mppe";
                    case 21 -> "bsd";
                    case 24, 26 -> "deflate";
                    default -> "option " + type;
                };
            default -> "option " + type;
        };
    }
}
