package kiriwake.source.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import kiriwake.trouble.Trouble;

/**
 * All that was handed in, sorted by what it is. A case folder is laid out as DESIGN.md §4 says; any other folder is
 * sorted by content. A file that is no evidence is refused by itself and does not spoil the rest.
 */
public final class Evidence {
    private static final int MOST_FILES = 2000;
    private static final int MOST_STATE_OCTETS = 4 << 20;
    private static final int PEEK = 4096;

    private final String prefix;
    private final List<Piece> captures = new ArrayList<>();
    private final List<Piece> logs = new ArrayList<>();
    private final List<Piece> clients = new ArrayList<>();
    private final Map<String, String> before = new TreeMap<>();
    private final Map<String, String> after = new TreeMap<>();
    private final List<Trouble> refused = new ArrayList<>();
    private Optional<String> caseFile = Optional.empty();

    /** {@code prefix} stands before the name of everything, to tell several cases apart; empty for one alone. */
    public Evidence(String prefix) {
        this.prefix = prefix;
    }

    public String prefix() {
        return prefix;
    }

    /** A file and the name it goes by in the report. */
    public record Piece(String name, Path path, boolean ofCase) {

        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }

        public long length() {
            try {
                return Files.size(path);
            } catch (IOException unknown) {
                return 0;
            }
        }
    }

    /** Everything below a folder. */
    public void addFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            refused.add(Trouble.input(
                    "cannot read " + folder,
                    Files.exists(folder) ? "it is not a folder" : "there is no such folder",
                    "name a case folder, or hand pieces in with --pcap, --log and --client"));
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder, 6, FileVisitOption.FOLLOW_LINKS)) {
            files = walk.filter(Files::isRegularFile).sorted().limit(MOST_FILES).toList();
        } catch (IOException | java.io.UncheckedIOException failure) {
            refused.add(Trouble.input("cannot read " + folder, reason(failure), "check the folder's permissions"));
            return;
        }
        int had = size();
        files.forEach(file -> sort(folder, file));
        if (size() == had && before.isEmpty() && after.isEmpty()) {
            refused.add(Trouble.input(
                    "nothing to read in " + folder,
                    "it holds no capture, no log and no client log",
                    "a case folder has server/*.pcap, server/log/*, server/state/*/*.txt or client/ppp.log"));
        }
    }

    private int size() {
        return captures.size() + logs.size() + clients.size();
    }

    private void sort(Path folder, Path file) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        String base = String.valueOf(file.getFileName());
        if (name.equals("case.json")) {
            readCaseFile(file);
            return;
        }
        if (base.equals("truth.json") || base.equals("about.md") || name.startsWith("keys/")) {
            return;
        }
        if (name.startsWith("server/state/before/") || name.startsWith("state/before/") || name.startsWith("before/")) {
            addState(before, base, file);
        } else if (name.startsWith("server/state/") || name.startsWith("state/") || name.startsWith("after/")) {
            addState(after, base, file);
        } else if (name.startsWith("client/")) {
            add(clients, new Piece(prefix + name, file, true), false);
        } else {
            boolean capture = isCapture(file);
            add(capture ? captures : logs, new Piece(prefix + name, file, true), capture);
        }
    }

    private void readCaseFile(Path file) {
        try {
            if (Files.size(file) <= MOST_STATE_OCTETS) {
                caseFile = Optional.of(Files.readString(file, StandardCharsets.UTF_8));
            }
        } catch (IOException failure) {
            refused.add(Trouble.input("cannot read " + file, reason(failure), "check the file's permissions"));
        }
    }

    /** The text of {@code case.json}. */
    public Optional<String> caseFile() {
        return caseFile;
    }

    public void addCapture(String name, Path file) {
        add(captures, new Piece(name, file, false), true);
    }

    public void addLog(String name, Path file) {
        add(logs, new Piece(name, file, false), false);
    }

    public void addClient(String name, Path file) {
        add(clients, new Piece(name, file, false), false);
    }

    /** A folder with {@code before} and {@code after}, or with the files of one snapshot. */
    public void addState(Path folder) {
        if (!Files.isDirectory(folder)) {
            refused.add(
                    Trouble.input("cannot read " + folder, "it is not a folder", "name the folder of the snapshots"));
            return;
        }
        try (Stream<Path> walk = Files.walk(folder, 2)) {
            walk.filter(Files::isRegularFile).sorted().limit(MOST_FILES).forEach(file -> {
                boolean early = folder.relativize(file).startsWith("before");
                addState(early ? before : after, String.valueOf(file.getFileName()), file);
            });
        } catch (IOException | java.io.UncheckedIOException failure) {
            refused.add(Trouble.input("cannot read " + folder, reason(failure), "check the folder's permissions"));
        }
    }

    private void addState(Map<String, String> snapshot, String name, Path file) {
        try {
            if (Files.size(file) > MOST_STATE_OCTETS) {
                refused.add(Trouble.input(
                        "left out " + file,
                        "a snapshot of more than 4 MiB is not read",
                        "cut it to what concerns the VPN"));
                return;
            }
            snapshot.put(name, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            refused.add(Trouble.input("cannot read " + file, reason(failure), "check the file's permissions"));
        }
    }

    private void add(List<Piece> pieces, Piece piece, boolean capture) {
        Optional<Trouble> trouble = check(piece, capture);
        if (trouble.isPresent()) {
            refused.add(trouble.get());
        } else {
            pieces.add(piece);
        }
    }

    private static Optional<Trouble> check(Piece piece, boolean capture) {
        if (!Files.exists(piece.path())) {
            return Optional.of(Trouble.input("cannot read " + piece.name(), "there is no such file", "check its name"));
        }
        if (Files.isDirectory(piece.path())) {
            return Optional.of(Trouble.input(
                    "cannot read " + piece.name(), "it is a folder", "name a file, or the folder without an option"));
        }
        try {
            byte[] head = head(piece.path());
            if (head.length == 0) {
                // a capture or log that is empty is evidence too, if it was recorded with the rest
                return piece.ofCase()
                        ? Optional.empty()
                        : Optional.of(
                                Trouble.input("nothing in " + piece.name(), "the file is empty", "record it again"));
            }
            if (capture && !isCapture(head)) {
                return Optional.of(Trouble.input(
                        "cannot read " + piece.name() + " as a capture",
                        "it begins neither as pcap nor as pcapng nor gzip",
                        "hand in what tcpdump -w or Wireshark wrote; a log goes with --log"));
            }
            if (!capture && looksBinary(head) && !isGzip(head)) {
                return Optional.of(Trouble.input(
                        "cannot read " + piece.name() + " as a log",
                        isCapture(head) ? "it is a capture" : "it is not text",
                        isCapture(head) ? "hand it in with --pcap" : "hand in the log as text"));
            }
            return Optional.empty();
        } catch (IOException failure) {
            return Optional.of(
                    Trouble.input("cannot read " + piece.name(), reason(failure), "check the file's permissions"));
        }
    }

    private static String reason(Exception failure) {
        return failure instanceof java.nio.file.AccessDeniedException
                ? "permission denied"
                : String.valueOf(failure.getMessage());
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(PEEK);
        }
    }

    private static boolean isCapture(Path file) {
        try {
            byte[] head = head(file);
            String name = file.toString().toLowerCase(Locale.ROOT);
            boolean named = name.contains(".pcap") || name.endsWith(".cap");
            return named || isCapture(head) && !isGzip(head);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** pcap in either byte order with micro- or nanoseconds, pcapng, or gzip (which may hold one). */
    static boolean isCapture(byte[] head) {
        if (head.length < 4) {
            return false;
        }
        int magic = (head[0] & 255) << 24 | (head[1] & 255) << 16 | (head[2] & 255) << 8 | (head[3] & 255);
        return magic == 0xA1B2C3D4
                || magic == 0xD4C3B2A1
                || magic == 0xA1B23C4D
                || magic == 0x4D3CB2A1
                || magic == 0x0A0D0D0A
                || isGzip(head);
    }

    private static boolean isGzip(byte[] head) {
        return head.length > 1 && (head[0] & 255) == 0x1F && (head[1] & 255) == 0x8B;
    }

    /** More than a third of the first octets are no text in any encoding a log comes in. */
    static boolean looksBinary(byte[] head) {
        int strange = 0;
        for (byte octet : head) {
            int value = octet & 255;
            boolean text = value >= 0x20 || value == '\n' || value == '\r' || value == '\t' || value == 0x1B;
            strange += text && value != 0x7F ? 0 : 1;
        }
        return strange * 10 > head.length * 3 || isCapture(head);
    }

    public List<Piece> captures() {
        return List.copyOf(captures);
    }

    public List<Piece> logs() {
        return List.copyOf(logs);
    }

    public List<Piece> clients() {
        return List.copyOf(clients);
    }

    /** File name to text. */
    public Map<String, String> before() {
        return Map.copyOf(before);
    }

    public Map<String, String> after() {
        return Map.copyOf(after);
    }

    /** One for each thing that could not be used; the rest is read all the same. */
    public List<Trouble> refused() {
        return List.copyOf(refused);
    }

    public boolean isEmpty() {
        return size() == 0 && before.isEmpty() && after.isEmpty();
    }
}
