package kiriwake.log;

/**
 * Which pairs of neighbouring characters a text has, in 256 bits: a text can only be part of another whose set holds all of
 * its own. One pass over a message says what many searches would.
 */
record Shingles(long first, long second, long third, long fourth) {
    private static final int LAST_BIT = 255;

    static Shingles of(String text) {
        long first = 0;
        long second = 0;
        long third = 0;
        long fourth = 0;
        char before = 0;
        for (int i = 0; i < text.length(); i++) {
            char now = text.charAt(i);
            if (i > 0) {
                int pair = (before * 31 + now) & LAST_BIT;
                long bit = 1L << pair;
                switch (pair >> 6) {
                    case 0 -> first |= bit;
                    case 1 -> second |= bit;
                    case 2 -> third |= bit;
                    default -> fourth |= bit;
                }
            }
            before = now;
        }
        return new Shingles(first, second, third, fourth);
    }

    /** False: a text with those is certainly not in a text with these. */
    boolean mayHold(Shingles part) {
        return (part.first & ~first) == 0
                && (part.second & ~second) == 0
                && (part.third & ~third) == 0
                && (part.fourth & ~fourth) == 0;
    }
}
