package kiriwake.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What of this host can be opened. Looks, reads no more than a few lines, and runs nothing.
 *
 * @param root {@code /}; a folder in tests
 */
record HostView(Path root) {
    private static final List<String> COMMAND_FOLDERS =
            List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin");
    private static final int FEW_BYTES = 16_384;

    enum Access {
        OPENS,
        DENIED,
        ABSENT
    }

    /** A running process, and the words of its command line. */
    record Running(int pid, String name, List<String> words) {
        Running {
            words = List.copyOf(words);
        }
    }

    Path at(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    boolean exists(String absolute) {
        return Files.exists(at(absolute));
    }

    /**
     * By opening it: access(2) asks about the real user and denies what CAP_DAC_READ_SEARCH allows. What is no regular
     * file is not opened, because a pipe would hang us.
     */
    Access opens(String absolute) {
        Path file = at(absolute);
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                return Access.DENIED;
            }
            Files.newInputStream(file).close();
            return Access.OPENS;
        } catch (NoSuchFileException absent) {
            return Access.ABSENT;
        } catch (IOException refused) {
            return Access.DENIED;
        }
    }

    /** The same for a folder. */
    Access lists(String absolute) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(at(absolute))) {
            return entries.iterator().hasNext() ? Access.OPENS : Access.ABSENT;
        } catch (AccessDeniedException refused) {
            return Access.DENIED;
        } catch (IOException absent) {
            return Access.ABSENT;
        }
    }

    /** The first lines; none when it cannot be read. */
    List<String> lines(String absolute) {
        return text(absolute).lines().toList();
    }

    private String text(String absolute) {
        try (InputStream in = Files.newInputStream(at(absolute))) {
            return new String(in.readNBytes(FEW_BYTES), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }

    Optional<String> command(String name) {
        return COMMAND_FOLDERS.stream()
                .map(folder -> folder + "/" + name)
                .filter(path -> Files.isExecutable(at(path)))
                .findFirst();
    }

    /** Network cards that are up, sorted, without loopback. A ppp interface says {@code unknown} of itself. */
    List<String> cards() {
        var cards = new ArrayList<String>();
        for (Path card : entries("/sys/class/net")) {
            String name = String.valueOf(card.getFileName());
            String state = text("/sys/class/net/" + name + "/operstate").strip();
            if (!name.equals("lo") && (state.equals("up") || state.equals("unknown"))) {
                cards.add(name);
            }
        }
        return cards.stream().sorted().toList();
    }

    List<Running> processes() {
        var running = new ArrayList<Running>();
        for (Path entry : entries("/proc")) {
            String pid = String.valueOf(entry.getFileName());
            if (pid.matches("[0-9]{1,9}")) {
                String words = text("/proc/" + pid + "/cmdline");
                running.add(new Running(
                        Integer.parseInt(pid),
                        text("/proc/" + pid + "/comm").strip(),
                        Arrays.asList(words.split("\0", -1))));
            }
        }
        return running;
    }

    private List<Path> entries(String folder) {
        var entries = new ArrayList<Path>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(at(folder))) {
            found.forEach(entries::add);
        } catch (IOException absent) {
            return List.of();
        }
        return entries;
    }
}
