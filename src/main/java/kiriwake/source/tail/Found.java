package kiriwake.source.tail;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Map;

/** What stands at a path; links are followed. */
sealed interface Found {
    /**
     * A file that can be followed.
     *
     * @param modified milliseconds since 1970
     */
    record Log(long device, long inode, long size, long modified) implements Found {}

    record Nothing() implements Found {}

    /** Something that is not followed; {@code reason} continues the sentence "it". */
    record Refused(String reason) implements Found {}

    static Found at(Path path) {
        try {
            Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino,mode,size,lastModifiedTime");
            int type = (int) number(attributes, "mode") & 0170000;
            return switch (type) {
                case 0100000 ->
                    new Log(
                            number(attributes, "dev"),
                            number(attributes, "ino"),
                            number(attributes, "size"),
                            attributes.get("lastModifiedTime") instanceof FileTime time ? time.toMillis() : 0);
                case 0040000 -> new Refused("is a directory");
                case 0010000 -> new Refused("is a FIFO, which only one reader may have");
                case 0140000 -> new Refused("is a socket");
                default -> new Refused("is a device");
            };
        } catch (NoSuchFileException absent) {
            return new Nothing();
        } catch (IOException failure) {
            return new Refused(reason(failure));
        }
    }

    private static long number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** Why it is not read, continuing "it"; empty when it can be. */
    default String trouble() {
        if (this instanceof Refused refused) {
            return refused.reason();
        }
        return this instanceof Nothing ? "is not there" : "";
    }

    /** In words; continues "it". */
    static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "may not be read by this user (permission denied)";
        }
        String words = String.valueOf(
                failure instanceof FileSystemException system && system.getReason() != null
                        ? system.getReason()
                        : failure.getMessage());
        if (failure instanceof FileSystemLoopException
                || words.toLowerCase(Locale.ROOT).contains("symbolic links")) {
            return "is a symbolic link that leads back to itself";
        }
        return "cannot be read: " + words;
    }
}
