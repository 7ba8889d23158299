package kiriwake.log;

import java.util.Optional;
import kiriwake.event.Direction;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;

/**
 * pppd's dumps of packets, {@code sent [LCP ConfReq id=0x1 <magic 0x…>]}: the same on the Mac and on the server, seen from
 * either end. client-ppp-log.md §6, pppd's print_packet functions.
 */
public final class PppDump {

    private PppDump() {}

    /** The message is a dump; {@code sentBy} says which way a sent packet goes. Empty: none. */
    public static Optional<Saying> read(String message, Direction sentBy) {
        boolean sent = message.startsWith("sent [");
        if (!sent && !message.startsWith("rcvd [")) {
            return Optional.empty();
        }
        Direction direction = sent ? sentBy : sentBy.reverse();
        String body = message.substring(6);
        var saying = new Saying();
        int protocolEnd = wordEnd(body, 0);
        int codeEnd = wordEnd(body, protocolEnd + 1);
        String code = body.substring(Math.min(protocolEnd + 1, codeEnd), codeEnd);
        String rest = body.substring(Math.min(codeEnd + 1, body.length()));
        switch (body.substring(0, protocolEnd)) {
            case "LCP" -> lcp(code, rest, direction, saying);
            case "CHAP" -> chap(code, rest, direction, saying);
            case "PAP" -> pap(code, rest, direction, saying);
            case "IPCP" -> ipcp(code, rest, direction, saying);
            default -> {
                // IPV6CP, CCP, ACSCP and the rest decide nothing
            }
        }
        return Optional.of(saying);
    }

    private static int wordEnd(String text, int from) {
        int end = Math.min(from, text.length());
        while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != ']') {
            end++;
        }
        return end;
    }

    /** What stands between {@code start} and {@code end}; empty when it does not. */
    static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        if (from < 0) {
            return "";
        }
        int to = text.indexOf(end, from + start.length());
        return to < 0 ? "" : text.substring(from + start.length(), to);
    }

    private static void lcp(String code, String rest, Direction direction, Saying saying) {
        boolean in = direction == Direction.IN;
        String magic = between(rest, "<magic 0x", ">");
        String auth = between(rest, "<auth ", ">");
        switch (code) {
            case "ConfReq", "ConfAck" -> {
                boolean request = code.equals("ConfReq");
                boolean ofClient = in == request;
                if (!magic.isEmpty() && magic.length() <= 8) {
                    saying.tie(ofClient ? Tie.Kind.CLIENT_MAGIC : Tie.Kind.SERVER_MAGIC, pad(magic));
                }
                if (request || !in) {
                    saying.passed(in ? Step.LCP_IN : Step.LCP_OUT);
                }
                if (request && !auth.isEmpty()) {
                    saying.told(in ? Sign.AUTH_DEMANDED_BY_CLIENT : Sign.AUTH_METHOD, "method", method(auth));
                }
            }
            case "ConfNak", "ConfRej" -> {
                if (!auth.isEmpty()) {
                    saying.told(Sign.AUTH_METHOD_REFUSED, "direction", direction.id(), "method", method(auth));
                }
            }
            case "TermReq" ->
                saying.told(Sign.LCP_TERMINATE, "direction", direction.id(), "text", between(rest, "\"", "\""));
            default -> {
                // echoes, acknowledgements of the end, rejects of other protocols
            }
        }
    }

    private static String pad(String hex) {
        return "0".repeat(8 - hex.length()) + hex;
    }

    private static String method(String auth) {
        return switch (auth) {
            case "pap" -> "PAP";
            case "eap" -> "EAP";
            case "chap MD5" -> "CHAP";
            case "chap MS" -> "MS-CHAP";
            case "chap MS-v2" -> "MS-CHAPv2";
            default -> auth;
        };
    }

    private static void chap(String code, String rest, Direction direction, Saying saying) {
        boolean in = direction == Direction.IN;
        String value = between(rest, "<", ">");
        if (value.length() >= 32 && !value.contains(" ")) {
            saying.tie(Tie.Kind.CHAP_VALUE, value.substring(0, 32));
        }
        switch (code) {
            case "Challenge" -> {
                if (in) {
                    saying.told(Sign.AUTH_DEMANDED_BY_CLIENT, "method", "CHAP");
                } else {
                    saying.passed(Step.AUTH_CHALLENGE);
                }
            }
            case "Response" -> {
                if (in) {
                    saying.passed(Step.AUTH_RESPONSE).tie(Tie.Kind.USER, between(rest, "name = \"", "\""));
                }
            }
            case "Success" -> {
                if (!in) {
                    saying.passed(Step.AUTH_SUCCESS);
                }
            }
            case "Failure" -> {
                if (!in) {
                    String text = between(rest, "\"", "\"");
                    saying.told(Sign.AUTH_REJECTED, "code", errorCode(text), "text", message(text));
                }
            }
            default -> {
                // no other codes exist
            }
        }
    }

    private static String errorCode(String text) {
        String code = between(text + " ", "E=", " ");
        return code.chars().allMatch(Character::isDigit) ? code : "";
    }

    /** The words after {@code M=}: the challenge in between is nobody's business. */
    private static String message(String text) {
        int at = text.indexOf("M=");
        return at < 0 ? text : text.substring(at + 2);
    }

    private static void pap(String code, String rest, Direction direction, Saying saying) {
        boolean in = direction == Direction.IN;
        if (code.equals("AuthReq") && in) {
            saying.passed(Step.AUTH_RESPONSE).tie(Tie.Kind.USER, between(rest, "user=\"", "\""));
        } else if (code.equals("AuthAck") && !in) {
            saying.passed(Step.AUTH_SUCCESS);
        } else if (code.equals("AuthNak") && !in) {
            saying.told(Sign.AUTH_REJECTED, "text", between(rest, "\"", "\""));
        }
    }

    private static void ipcp(String code, String rest, Direction direction, Saying saying) {
        if (!code.startsWith("Conf")) {
            return;
        }
        boolean in = direction == Direction.IN;
        saying.passed(in ? Step.IPCP_IN : Step.IPCP_OUT);
        String dns = between(rest, "<ms-dns1 ", ">");
        if (!in && code.equals("ConfNak") && !dns.isEmpty()) {
            saying.told(Sign.IPCP_DNS, "dns", dns);
        }
    }
}
