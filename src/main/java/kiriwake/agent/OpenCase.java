package kiriwake.agent;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.cases.CaseFile;
import kiriwake.log.reader.LogReader;
import kiriwake.source.capture.Packet;
import kiriwake.source.pcap.CaptureWriter;
import kiriwake.trouble.Trouble;

/**
 * A case folder (DESIGN.md §4) while it is being written. Readable at any moment, also after {@code kill -9}: what was
 * flushed is whole. For its owner only; secrets are taken out of lines before they are written. For one thread.
 */
final class OpenCase implements AutoCloseable {
    private static final int SNAP_LENGTH = 1 << 16;

    private final Path folder;
    private final long mostOctets;
    private final Map<String, CaptureWriter> captures = new LinkedHashMap<>();
    private final Map<String, OutputStream> logs = new HashMap<>();
    private final Map<String, String> logNames = new HashMap<>();
    private final List<String> troubles = new ArrayList<>();
    private long logOctets;

    private OpenCase(Path folder, long mostOctets) {
        this.folder = folder;
        this.mostOctets = mostOctets;
    }

    /**
     * Makes it; the folder must not hold anything yet.
     *
     * @param mostOctets for captures and for logs, each
     */
    static OpenCase make(Path folder, long mostOctets) {
        try {
            if (Files.isDirectory(folder)) {
                try (var inside = Files.list(folder)) {
                    if (inside.findAny().isPresent()) {
                        throw Trouble.input(
                                "cannot write into " + folder,
                                "the folder is not empty",
                                "name a new one with --output");
                    }
                }
            }
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            Files.createDirectories(folder.resolve("server/log"));
            return new OpenCase(folder, mostOctets);
        } catch (IOException failure) {
            throw Trouble.input("cannot make the folder " + folder, reason(failure), "name another one with --output");
        }
    }

    private static String reason(IOException failure) {
        return failure instanceof java.nio.file.AccessDeniedException
                ? "permission denied"
                : String.valueOf(failure.getMessage());
    }

    Path path() {
        return folder;
    }

    /** The name of the capture that a packet of this interface goes to, relative to the folder. */
    static String captureName(String interfaceName, int nth) {
        String safe = interfaceName.replaceAll("[^A-Za-z0-9._-]", "-");
        return "server/" + safe + (nth == 1 ? "" : "-" + nth) + ".pcap";
    }

    /** An interface that is watched has a capture, also when nothing passes. */
    void watch(String interfaceName, int linkType) {
        writer(interfaceName, linkType);
    }

    /** False when it could not be written. */
    boolean packet(Packet packet) {
        Optional<CaptureWriter> writer = writer(packet.interfaceName(), packet.linkType());
        if (writer.isEmpty()) {
            return false;
        }
        byte[] octets = packet.octets().toArray();
        try {
            return writer.get().write(packet.nanos(), packet.wireLength(), octets, 0, octets.length);
        } catch (IOException failure) {
            trouble("the capture could not be written: " + reason(failure));
            return false;
        }
    }

    private Optional<CaptureWriter> writer(String interfaceName, int linkType) {
        for (int nth = 1; nth < 4; nth++) {
            String name = captureName(interfaceName, nth);
            CaptureWriter known = captures.get(name);
            if (known != null && known.linkType() != linkType) {
                // it came back as something else
                continue;
            }
            if (known != null) {
                return Optional.of(known);
            }
            try {
                CaptureWriter made = CaptureWriter.create(folder.resolve(name), linkType, SNAP_LENGTH, mostOctets);
                captures.put(name, made);
                return Optional.of(made);
            } catch (IOException failure) {
                trouble("the capture " + name + " could not be made: " + reason(failure));
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** One line of a log, given by its path on the host. */
    void line(String log, String text) {
        byte[] octets = (LogReader.withoutSecrets(text) + "\n").getBytes(StandardCharsets.UTF_8);
        if (logOctets + octets.length > mostOctets) {
            trouble("the logs became too long; the rest is left out");
            return;
        }
        try {
            logOf(log).write(octets);
            logOctets += octets.length;
        } catch (IOException failure) {
            trouble("the log " + log + " could not be written: " + reason(failure));
        }
    }

    /** A log that is followed has a file, also when nothing is written to it. */
    void follow(String log) {
        try {
            logOf(log).flush();
        } catch (IOException failure) {
            trouble("the log " + log + " could not be made: " + reason(failure));
        }
    }

    private OutputStream logOf(String log) throws IOException {
        OutputStream open = logs.get(log);
        if (open == null) {
            open = new BufferedOutputStream(Files.newOutputStream(
                    folder.resolve(logName(log)), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            logs.put(log, open);
        }
        return open;
    }

    /** The name of a log in the case. */
    String logName(String log) {
        String known = logNames.get(log);
        if (known != null) {
            return known;
        }
        String name = "server/log/" + Path.of(log).getFileName();
        String free = logNames.containsValue(name)
                ? "server/log/" + log.replace('/', '-').substring(1)
                : name;
        logNames.put(log, free);
        return free;
    }

    /** A snapshot, as {@code before} or {@code after}. */
    void state(String which, Map<String, String> files) {
        Path place = folder.resolve("server/state").resolve(which);
        try {
            Files.createDirectories(place);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(place.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException failure) {
            trouble("the snapshot " + which + " could not be written: " + reason(failure));
        }
    }

    void flush() {
        for (CaptureWriter writer : captures.values()) {
            try {
                writer.flush();
            } catch (IOException failure) {
                trouble("the capture could not be written: " + reason(failure));
            }
        }
        for (OutputStream log : logs.values()) {
            try {
                log.flush();
            } catch (IOException failure) {
                trouble("a log could not be written: " + reason(failure));
            }
        }
    }

    private void trouble(String text) {
        if (!troubles.contains(text) && troubles.size() < 100) {
            troubles.add(text);
        }
    }

    /** What could not be written, each once. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** Packets that are in no file, because of the limit or a full disk. */
    long unwritten() {
        return captures.values().stream()
                .mapToLong(writer -> writer.refused() + writer.lost())
                .sum();
    }

    /** Writes {@code case.json}, whole or not at all. */
    void about(CaseFile about) {
        Path draft = folder.resolve("case.json.part");
        try {
            Files.writeString(draft, about.text());
            Files.move(draft, folder.resolve("case.json"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            trouble("case.json could not be written: " + reason(failure));
        }
    }

    @Override
    public void close() {
        flush();
        for (AutoCloseable one : closing()) {
            try {
                one.close();
            } catch (Exception failure) {
                trouble("a file could not be closed: " + failure.getMessage());
            }
        }
    }

    private List<AutoCloseable> closing() {
        var all = new ArrayList<AutoCloseable>(captures.values());
        all.addAll(logs.values());
        return all;
    }
}
