package kiriwake.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.event.Direction;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;

/** What PPP control packets inside L2TP state (RFC 1661, 1332, 1334, 1994, 2759). Secrets do not come this far. */
final class PppObserver {
    private static final int LCP = 0xC021;
    private static final int PAP = 0xC023;
    private static final int CHAP = 0xC223;
    private static final int IPCP = 0x8021;
    private static final int CHAP_VALUE_OCTETS = 16;

    private PppObserver() {}

    /**
     * A PPP packet as far as this room needs it.
     *
     * @param options type and value in hex
     * @param value of CHAP, hex
     * @param text message, name or data as text
     */
    record Frame(
            int protocol,
            int code,
            List<Option> options,
            Optional<String> value,
            Optional<String> name,
            Optional<String> text) {

        Frame {
            options = List.copyOf(options);
        }
    }

    /** One option: its type and its value in hex. */
    record Option(int type, String value) {}

    static L2tpObserver.Said said(Frame frame, Way way) {
        var facts = new ArrayList<Fact>();
        var ties = new ArrayList<Tie>();
        boolean in = way.direction() == Direction.IN;
        switch (frame.protocol()) {
            case LCP -> lcp(frame, way, facts, ties);
            case CHAP -> chap(frame, in, facts, ties);
            case PAP -> pap(frame, in, facts, ties);
            case IPCP -> ipcp(frame, in, facts, ties);
            case 0x0021, 0x0057 -> facts.add(Fact.passed(in ? Step.DATA_IN : Step.DATA_OUT));
            default -> {
                // CCP, IPV6CP, ACSCP: refused or not, they decide nothing
            }
        }
        return new L2tpObserver.Said(facts, ties);
    }

    private static void lcp(Frame frame, Way way, List<Fact> facts, List<Tie> ties) {
        boolean in = way.direction() == Direction.IN;
        String direction = way.direction().id();
        if (frame.code() == 1 || frame.code() == 2) {
            // an acknowledgement repeats the other end's options
            boolean ofClient = in == (frame.code() == 1);
            option(frame, 5)
                    .ifPresent(magic ->
                            ties.add(new Tie(ofClient ? Tie.Kind.CLIENT_MAGIC : Tie.Kind.SERVER_MAGIC, magic)));
            if (frame.code() == 1 || !in) {
                facts.add(Fact.passed(in ? Step.LCP_IN : Step.LCP_OUT));
            }
            if (frame.code() == 1) {
                option(frame, 3)
                        .map(PppObserver::method)
                        .ifPresent(method -> facts.add(
                                Fact.told(in ? Sign.AUTH_DEMANDED_BY_CLIENT : Sign.AUTH_METHOD, "method", method)));
            }
        }
        if (frame.code() == 3 || frame.code() == 4) {
            option(frame, 3)
                    .ifPresent(method -> facts.add(
                            Fact.told(Sign.AUTH_METHOD_REFUSED, "direction", direction, "method", method(method))));
        }
        if (frame.code() == 5) {
            facts.add(Fact.told(
                    Sign.LCP_TERMINATE,
                    "direction",
                    direction,
                    "text",
                    frame.text().orElse("")));
        }
    }

    private static String method(String value) {
        return switch (value) {
            case "c023" -> "PAP";
            case "c22305" -> "CHAP";
            case "c22380" -> "MS-CHAP";
            case "c22381" -> "MS-CHAPv2";
            case "c227" -> "EAP";
            default -> value;
        };
    }

    private static void chap(Frame frame, boolean in, List<Fact> facts, List<Tie> ties) {
        frame.value()
                .filter(value -> value.length() >= 2 * CHAP_VALUE_OCTETS)
                .ifPresent(value -> ties.add(new Tie(Tie.Kind.CHAP_VALUE, value.substring(0, 2 * CHAP_VALUE_OCTETS))));
        switch (frame.code()) {
            case 1 -> facts.add(in ? Fact.told(Sign.AUTH_DEMANDED_BY_CLIENT) : Fact.passed(Step.AUTH_CHALLENGE));
            case 2 -> {
                if (in) {
                    facts.add(Fact.passed(Step.AUTH_RESPONSE));
                    frame.name().ifPresent(name -> ties.add(new Tie(Tie.Kind.USER, name)));
                }
            }
            case 3 -> facts.add(Fact.passed(Step.AUTH_SUCCESS));
            case 4 ->
                facts.add(Fact.told(
                        Sign.AUTH_REJECTED,
                        "code",
                        errorCode(frame.text().orElse("")),
                        "text",
                        frame.text().orElse("")));
            default -> {
                // no other codes exist (RFC 1994 §4)
            }
        }
    }

    /** The number after {@code E=} (RFC 2759 §6). */
    static String errorCode(String text) {
        int at = text.indexOf("E=");
        if (at < 0) {
            return "";
        }
        int end = at + 2;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        return text.substring(at + 2, end);
    }

    private static void pap(Frame frame, boolean in, List<Fact> facts, List<Tie> ties) {
        if (frame.code() == 1 && in) {
            facts.add(Fact.passed(Step.AUTH_RESPONSE));
            frame.name().ifPresent(name -> ties.add(new Tie(Tie.Kind.USER, name)));
        } else if (frame.code() == 2 && !in) {
            facts.add(Fact.passed(Step.AUTH_SUCCESS));
        } else if (frame.code() == 3 && !in) {
            facts.add(Fact.told(Sign.AUTH_REJECTED, "text", frame.text().orElse("")));
        }
    }

    /** The server's acknowledgement of a real address puts it in force. */
    private static void ipcp(Frame frame, boolean in, List<Fact> facts, List<Tie> ties) {
        if (frame.code() < 1 || frame.code() > 4) {
            return;
        }
        facts.add(Fact.passed(in ? Step.IPCP_IN : Step.IPCP_OUT));
        Optional<String> address = option(frame, 3).filter(value -> value.length() == 8 && !value.equals("00000000"));
        if (!in && frame.code() == 2 && address.isPresent()) {
            facts.add(Fact.passed(Step.ADDRESS));
            ties.add(new Tie(Tie.Kind.ASSIGNED, dotted(address.get())));
        }
    }

    private static String dotted(String hex) {
        return kiriwake.net.Ip.v4((int) Long.parseLong(hex, 16)).toString();
    }

    private static Optional<String> option(Frame frame, int type) {
        return frame.options().stream()
                .filter(option -> option.type() == type)
                .map(Option::value)
                .findFirst();
    }
}
