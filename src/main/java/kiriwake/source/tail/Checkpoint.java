package kiriwake.source.tail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a log has been read.
 *
 * @param at when this was so
 * @param marks the files of the log that matter still, oldest first, the one at the log's own name last; empty when there
 *     was none
 */
record Checkpoint(Instant at, List<Mark> marks) {
    private static final String VERSION = "1";
    private static final int MOST_MARKS = 1024;

    Checkpoint {
        marks = List.copyOf(marks);
    }

    /**
     * How far one file has been read.
     *
     * @param headLength octets at its beginning that {@code headHash} is of
     * @param size when last looked at
     * @param modified milliseconds since 1970
     * @param done read to its end and left: it only tells which files came after it
     */
    record Mark(
            long inode, int headLength, long headHash, long offset, Mood mood, long size, long modified, boolean done) {
        /** As something that is not read any more. */
        Mark left() {
            return new Mark(inode, headLength, headHash, offset, mood, size, modified, true);
        }
    }

    /** What the octets at the offset are. */
    enum Mood {
        /** The beginning of a line. */
        LINE,
        /** The rest of a line of which as much as may be was delivered. */
        SKIPPING,
        /** The rest of a line that was delivered unfinished. */
        REST
    }

    String text() {
        var text = new StringBuilder(VERSION).append(' ').append(at.toEpochMilli());
        for (Mark mark : marks) {
            text.append(';')
                    .append(mark.inode)
                    .append(' ')
                    .append(mark.headLength)
                    .append(' ')
                    .append(Long.toHexString(mark.headHash))
                    .append(' ')
                    .append(mark.offset)
                    .append(' ')
                    .append(mark.mood)
                    .append(' ')
                    .append(mark.size)
                    .append(' ')
                    .append(mark.modified)
                    .append(mark.done ? " done" : " open");
        }
        return text.toString();
    }

    /** Empty when the text is damaged or of another version. */
    static Optional<Checkpoint> read(String text) {
        String[] parts = text.split(";", MOST_MARKS + 1);
        String[] first = parts[0].split(" ", -1);
        if (first.length != 2 || !first[0].equals(VERSION) || parts.length > MOST_MARKS) {
            return Optional.empty();
        }
        try {
            var marks = new ArrayList<Mark>();
            for (int i = 1; i < parts.length; i++) {
                String[] words = parts[i].split(" ", -1);
                if (words.length != 8) {
                    return Optional.empty();
                }
                var mark = new Mark(
                        Long.parseLong(words[0]),
                        Integer.parseInt(words[1]),
                        Long.parseUnsignedLong(words[2], 16),
                        Long.parseLong(words[3]),
                        Mood.valueOf(words[4]),
                        Long.parseLong(words[5]),
                        Long.parseLong(words[6]),
                        words[7].equals("done"));
                if (mark.offset < 0 || mark.headLength < 0 || mark.headLength > Head.LONGEST) {
                    return Optional.empty();
                }
                marks.add(mark);
            }
            return Optional.of(new Checkpoint(Instant.ofEpochMilli(Long.parseLong(first[1])), marks));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }
}
