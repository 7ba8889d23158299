package kiriwake.cli;

import java.util.Map;

/**
 * One line of what {@code kiriwake doctor} found. The words for it are in the phrases: {@code subject} names it,
 * {@code subject.variant} says how it is, {@code subject.variant.do} what to do about it.
 *
 * @param values what the phrases leave open
 */
record DoctorCheck(Area area, Grade grade, String subject, String variant, Map<String, String> values) {

    /** The parts of the page, in its order. */
    enum Area {
        INSTALLED,
        RIGHTS,
        SERVICE,
        WATCH
    }

    /** How it is. */
    enum Grade {
        OK,
        /** Less can be told than could be. */
        WARN,
        /** Not possible here, or not with these rights. */
        NO
    }

    DoctorCheck {
        values = Map.copyOf(values);
    }

    String phrase() {
        return subject + "." + variant;
    }

    String toDo() {
        return phrase() + ".do";
    }
}
