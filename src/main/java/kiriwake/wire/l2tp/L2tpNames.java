package kiriwake.wire.l2tp;

/** Names of RFC 2661's numbers. What is not known keeps its number. */
public final class L2tpNames {

    private L2tpNames() {}

    /** Message types (§3.2); 0 is a zero-length body, which only acknowledges. */
    public static String message(int type) {
        return switch (type) {
            case 0 -> "ZLB";
            case 1 -> "SCCRQ";
            case 2 -> "SCCRP";
            case 3 -> "SCCCN";
            case 4 -> "StopCCN";
            case 6 -> "HELLO";
            case 7 -> "OCRQ";
            case 8 -> "OCRP";
            case 9 -> "OCCN";
            case 10 -> "ICRQ";
            case 11 -> "ICRP";
            case 12 -> "ICCN";
            case 14 -> "CDN";
            case 15 -> "WEN";
            case 16 -> "SLI";
            default -> "message " + type;
        };
    }

    /** Attribute types of the IETF (§4.4). */
    public static String avp(int type) {
        return switch (type) {
            case 0 -> "Message Type";
            case 1 -> "Result Code";
            case 2 -> "Protocol Version";
            case 3 -> "Framing Capabilities";
            case 4 -> "Bearer Capabilities";
            case 5 -> "Tie Breaker";
            case 6 -> "Firmware Revision";
            case 7 -> "Host Name";
            case 8 -> "Vendor Name";
            case 9 -> "Assigned Tunnel ID";
            case 10 -> "Receive Window Size";
            case 11 -> "Challenge";
            case 12 -> "Q.931 Cause Code";
            case 13 -> "Challenge Response";
            case 14 -> "Assigned Session ID";
            case 15 -> "Call Serial Number";
            case 16 -> "Minimum BPS";
            case 17 -> "Maximum BPS";
            case 18 -> "Bearer Type";
            case 19 -> "Framing Type";
            case 21 -> "Called Number";
            case 22 -> "Calling Number";
            case 23 -> "Sub-Address";
            case 24 -> "Tx Connect Speed";
            case 25 -> "Physical Channel ID";
            case 26 -> "Initial Received LCP CONFREQ";
            case 27 -> "Last Sent LCP CONFREQ";
            case 28 -> "Last Received LCP CONFREQ";
            case 29 -> "Proxy Authen Type";
            case 30 -> "Proxy Authen Name";
            case 31 -> "Proxy Authen Challenge";
            case 32 -> "Proxy Authen ID";
            case 33 -> "Proxy Authen Response";
            case 34 -> "Call Errors";
            case 35 -> "ACCM";
            case 36 -> "Random Vector";
            case 37 -> "Private Group ID";
            case 38 -> "Rx Connect Speed";
            case 39 -> "Sequencing Required";
            default -> "AVP " + type;
        };
    }

    /** Result codes of CDN, or of StopCCN (§4.4.2). */
    public static String result(boolean ofCall, int code) {
        if (ofCall) {
            return switch (code) {
                case 1 -> "loss of carrier";
                case 2 -> "general error";
                case 3 -> "administrative reasons";
                case 4 -> "no facilities, temporarily";
                case 5 -> "no facilities, permanently";
                case 6 -> "invalid destination";
                case 7 -> "no carrier";
                case 8 -> "busy";
                case 9 -> "no dial tone";
                case 10 -> "timeout";
                case 11 -> "no framing";
                default -> "result " + code;
            };
        }
        return switch (code) {
            case 1 -> "general request to clear";
            case 2 -> "general error";
            case 3 -> "control channel exists already";
            case 4 -> "not authorized";
            case 5 -> "protocol version not supported";
            case 6 -> "shutting down";
            case 7 -> "state machine error";
            default -> "result " + code;
        };
    }
}
