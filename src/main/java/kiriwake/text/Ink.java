package kiriwake.text;

/** Colour, or none. Put on lines that are laid out already, because it has no width. */
public enum Ink {
    NONE,
    ANSI;

    public String bold(String text) {
        return inked("1", text);
    }

    public String faint(String text) {
        return inked("2", text);
    }

    /** What is wrong. */
    public String red(String text) {
        return inked("31", text);
    }

    /** What is well. */
    public String green(String text) {
        return inked("32", text);
    }

    /** What to look at. */
    public String yellow(String text) {
        return inked("33", text);
    }

    /** What can be typed. */
    public String cyan(String text) {
        return inked("36", text);
    }

    private String inked(String code, String text) {
        if (this == NONE || text.isEmpty()) {
            return text;
        }
        return "\u001B[" + code + "m" + text + "\u001B[0m";
    }
}
