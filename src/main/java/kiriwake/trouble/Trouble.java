package kiriwake.trouble;

/** The one exception of the edges. Each part is a plain sentence without a full stop. */
public final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String why;
    private final String toDo;

    /** Which exit status it ends in (DESIGN.md §3). */
    public enum Kind {
        /** Wrong usage or unreadable input: 2. */
        INPUT,
        /** kiriwake itself failed: 4. */
        OURS
    }

    public Trouble(Kind kind, String what, String why, String toDo) {
        super(what);
        this.kind = kind;
        this.why = why;
        this.toDo = toDo;
    }

    /** Something given by the user cannot be used. */
    public static Trouble input(String what, String why, String toDo) {
        return new Trouble(Kind.INPUT, what, why, toDo);
    }

    public static Trouble ours(String what, String why, String toDo) {
        return new Trouble(Kind.OURS, what, why, toDo);
    }

    public Kind kind() {
        return kind;
    }

    public String what() {
        return String.valueOf(getMessage());
    }

    public String why() {
        return why;
    }

    public String toDo() {
        return toDo;
    }

    /** Three lines: error, why, do. */
    public String told() {
        return "error: " + what() + System.lineSeparator() + "  why: " + why + System.lineSeparator() + "  do:  "
                + toDo;
    }
}
