package kiriwake.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import kiriwake.decode.LadderWriter;
import kiriwake.decode.NdjsonWriter;
import kiriwake.source.pcap.CaptureReader;
import kiriwake.trouble.Trouble;
import kiriwake.wire.Dissector;
import kiriwake.wire.esp.SecurityAssociations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the packets of interest in captures: for programs one JSON object a line, for people a ladder. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Shows the IKE, ESP, L2TP and PPP packets of captures (pcap or pcapng, gzip or not), and ICMP errors"
                        + " about them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kiriwake decode server.pcap",
            "  kiriwake decode --format ndjson server.pcap | grep '\"proto\":\"l2tp\"'",
            "  ip xfrm state > keys.txt; kiriwake decode --keys keys.txt server.pcap"
        })
final class DecodeCommand implements Callable<Integer> {
    private static final int OUTPUT_BUFFER = 1 << 16;
    private static final long LOOK_EVERY = 4096;

    enum Format {
        NDJSON,
        TEXT
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Captures; - is standard input.")
    private List<String> files = List.of();

    @Option(
            names = "--format",
            paramLabel = "text|ndjson",
            defaultValue = "text",
            description = "text (default): a ladder to read; ndjson: one object a packet.")
    private Format format = Format.TEXT;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description =
                    "What `ip xfrm state` printed on the server while the connection was up: opens ESP. Repeatable.")
    private List<Path> keyFiles = List.of();

    private final OutputStream out;

    DecodeCommand() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    /** @param out where the result goes; errors and notes go to the command line's error writer */
    DecodeCommand(OutputStream out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        SecurityAssociations keys = keys();
        int status = Kiriwake.NO_FAULT;
        for (String file : files) {
            try {
                if (!decode(file, keys)) {
                    break;
                }
            } catch (Trouble trouble) {
                if (trouble.kind() != Trouble.Kind.INPUT) {
                    throw trouble;
                }
                // the other files may still be of use
                err().println(trouble.told());
                err().flush();
                status = Kiriwake.WRONG_USAGE;
            }
        }
        return status;
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private void note(String file, String text) {
        err().println("note: " + file + ": " + text);
        err().flush();
    }

    private SecurityAssociations keys() {
        var text = new StringBuilder();
        for (Path file : keyFiles) {
            try {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1)).append('\n');
            } catch (IOException failure) {
                throw Trouble.input(
                        "cannot read the keys in " + file,
                        why(failure),
                        "give a readable file with what `ip xfrm state` printed");
            }
        }
        SecurityAssociations keys = SecurityAssociations.read(text.toString());
        if (keys.isEmpty() && !keyFiles.isEmpty()) {
            throw Trouble.input(
                    "no usable key in "
                            + String.join(
                                    ", ", keyFiles.stream().map(Path::toString).toList()),
                    "no security association with its keys and an algorithm that kiriwake knows is in it",
                    "run `ip xfrm state` as root, without nokeys, while the connection is up");
        }
        return keys;
    }

    /** False when nobody reads the output any more. */
    private boolean decode(String file, SecurityAssociations keys) {
        var output = new Output(out);
        CaptureReader.Result result;
        try (InputStream in = open(file)) {
            result = format == Format.NDJSON ? ndjson(in, keys, output) : ladder(in, file, keys, output);
        } catch (UncheckedIOException failure) {
            if (output.closedByReader) {
                return false;
            }
            throw output.failed
                    ? Trouble.ours("cannot write the result", why(failure), "look for a full disk, or write elsewhere")
                    : unreadable(file, why(failure));
        } catch (IOException failure) {
            throw unreadable(file, why(failure));
        }
        if (result.trouble().isPresent()) {
            if (!result.recognised()) {
                throw unreadable(file, result.trouble().get());
            }
            note(file, result.trouble().get());
        }
        if (result.dropped() > 0) {
            note(file, "the capturing program lost " + result.dropped() + " packets");
        }
        return true;
    }

    private static Trouble unreadable(String file, String why) {
        return Trouble.input(
                "cannot decode " + file,
                why,
                "give a capture in pcap or pcapng format, as tcpdump -w or dumpcap writes it");
    }

    private static String why(Exception failure) {
        String message = failure.getMessage();
        if (failure instanceof java.nio.file.NoSuchFileException) {
            return "there is no such file";
        }
        return message == null ? failure.toString() : message;
    }

    private static InputStream open(String file) throws IOException {
        if (file.equals("-")) {
            return new FileInputStream(FileDescriptor.in);
        }
        var path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new IOException("it is a directory");
        }
        if (!Files.exists(path)) {
            throw new IOException("there is no such file");
        }
        return new FileInputStream(path.toFile());
    }

    private CaptureReader.Result ndjson(InputStream in, SecurityAssociations keys, Output output) throws IOException {
        try (var writer = new NdjsonWriter(output);
                var progress = new Progress(err(), 0)) {
            return read(in, new Dissector(keys, writer::write, writer::plain), progress);
        }
    }

    private CaptureReader.Result ladder(InputStream in, String file, SecurityAssociations keys, Output output)
            throws IOException {
        try (var writer = new LadderWriter(
                        new BufferedOutputStream(output, OUTPUT_BUFFER),
                        Terminal.ofProcess().width());
                var progress = new Progress(err(), 0)) {
            if (files.size() > 1) {
                writer.title(file);
            }
            var dissector = new Dissector(keys, writer::write);
            CaptureReader.Result result = read(in, dissector, progress);
            writer.end(result.packets(), dissector.lostCount());
            return result;
        }
    }

    private static CaptureReader.Result read(InputStream in, Dissector dissector, Progress progress)
            throws IOException {
        return CaptureReader.read(in, (number, nanos, linkType, wireLength, octets, from, to) -> {
            dissector.packet(number, nanos, linkType, wireLength, octets, from, to);
            if (number % LOOK_EVERY == 0) {
                progress.add((to - from) * LOOK_EVERY);
            }
        });
    }

    /** Standard output, which remembers how it failed. */
    private static final class Output extends OutputStream {
        private final OutputStream out;
        private boolean failed;
        private boolean closedByReader;

        private Output(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            try {
                out.write(octets, from, length);
            } catch (IOException failure) {
                failed = true;
                closedByReader = String.valueOf(failure.getMessage()).contains("Broken pipe");
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void close() {
            // standard output stays open for the next file
        }
    }
}
