package kiriwake.diagnose;

import java.util.Map;
import java.util.TreeMap;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Timed;

/** One thing that speaks for or against a cause, with the way back to the input. */
public sealed interface Finding {

    /** It speaks for the cause it is listed under; false: against it. */
    boolean supports();

    /** An event. */
    record Shown(Timed event, boolean supports) implements Finding {}

    /** The vantage was looking and the message did not pass. */
    record Absent(Vantage vantage, Step step, boolean supports) implements Finding {}

    /** Something that follows from several events. {@code values}: named parts, as the topic's comment lists. */
    record Noted(Topic topic, Map<String, String> values, boolean supports) implements Finding {
        public Noted {
            values = java.util.Collections.unmodifiableMap(new TreeMap<>(values));
        }
    }

    /** What a {@link Noted} is about. */
    enum Topic {
        /** {@code seconds}, {@code after}: the client gave up exactly this long after its last step. */
        CLIENT_GAVE_UP_AFTER,
        /** {@code step}, {@code times}: the same message came again and again. */
        REPEATED,
        /** {@code rule}, {@code counted}, {@code seen}: a rule threw away about as many packets as the wire saw. */
        RULE_MATCHES_WIRE,
        /** {@code counter}, {@code by}, {@code seen}. */
        COUNTER_MATCHES_WIRE,
        /** {@code dialled}, {@code own}: the client's log names another address than this server's. */
        OTHER_SERVER_DIALLED,
        /** {@code others}: clients that connected in the same evidence. */
        OTHERS_CONNECT,
        /** {@code others}: clients that failed in the same way. */
        OTHERS_FAIL_ALIKE,
        /** {@code seconds}: the session ended this soon after LCP began. */
        ENDED_AT_ONCE,
        /** Other packets came in, so the capture worked. {@code packets}. */
        CAPTURE_WORKED,
        /** {@code offered}, {@code configured}. */
        NOTHING_IN_COMMON,
        /** {@code id}, {@code result}: what the user observed. */
        OBSERVED,
        /** {@code port}: the client's NAT kept its source port. */
        SOURCE_PORT_KEPT,
        /** {@code in}, {@code out}: packets of the SA, one way only. */
        ONE_WAY_ESP,
        /** {@code vantage}: its log was read and says nothing of the kind. */
        NOT_SAID,
        /** {@code step}: the attempt came further than that. */
        WENT_FURTHER,
        /** {@code port}, {@code process}: the process is there, and nothing answers. */
        SILENT_PROCESS,
        /** {@code address}: another client of the same public address was connected or connecting. */
        SAME_NAT_CLIENT,
        /** {@code step}, {@code seconds}: the answer left this long after the first question. */
        ANSWERED_LATE
    }

    static Finding shown(Timed event) {
        return new Shown(event, true);
    }

    static Finding against(Timed event) {
        return new Shown(event, false);
    }

    static Finding absent(Vantage vantage, Step step) {
        return new Absent(vantage, step, true);
    }

    /** Speaks against a cause. */
    static Finding notedAgainst(Topic topic, String... namesAndValues) {
        return new Noted(topic, ((Noted) noted(topic, namesAndValues)).values(), false);
    }

    /** {@code namesAndValues}: name, value, name, value. */
    static Finding noted(Topic topic, String... namesAndValues) {
        var values = new TreeMap<String, String>();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Noted(topic, values, true);
    }

    /** What the user tried, and what came of it. */
    static Finding observed(String id, String result) {
        return noted(Topic.OBSERVED, "id", id, "result", result);
    }
}
