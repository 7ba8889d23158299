package kiriwake.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import kiriwake.decode.LadderWriter;
import kiriwake.decode.NdjsonWriter;
import kiriwake.source.pcap.CaptureReader;
import kiriwake.trouble.Trouble;
import kiriwake.wire.DecodedPacket;
import kiriwake.wire.Dissector;
import kiriwake.wire.esp.SecurityAssociations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiriwake decode}: every packet of interest of a capture. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints every IKE, ESP, L2TP and PPP packet of a capture.",
        footer = {
            "",
            "Example:",
            "  kiriwake decode --format ndjson eth0.pcap",
            "",
            "A capture that breaks off is decoded as far as it goes; a note says where."
        })
final class DecodeCommand implements Callable<Integer> {

    /** The forms of the output. */
    enum Form {
        NDJSON,
        TEXT
    }

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Captures (pcap, pcapng); - is standard input.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--format", paramLabel = "FORMAT", description = "ndjson or text. Default: text.")
    private Form format = Form.TEXT;

    @Option(names = "--keys", paramLabel = "FILE", description = "What 'ip xfrm state' printed, to look inside ESP.")
    private @Nullable Path keys;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Path keyFile = keys;
        SecurityAssociations associations =
                keyFile == null ? SecurityAssociations.none() : SecurityAssociations.read(text(keyFile));
        int status = Kiriwake.NO_FAULT;
        OutputStream out = new BufferedOutputStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), 1 << 16);
        try {
            if (format == Form.NDJSON) {
                var writer = new NdjsonWriter(out);
                status = all(associations, writer::write);
                writer.close();
            } else {
                var writer = new LadderWriter(out, Terminal.ofProcess().width());
                status = all(associations, writer::write);
                writer.close();
            }
        } catch (UncheckedIOException | IOException gone) {
            // a reader that has seen enough (head) closes its end: nothing is wrong
            if (!String.valueOf(gone.getMessage()).contains("Broken pipe")) {
                throw Trouble.ours("cannot write the output", String.valueOf(gone.getMessage()), "check where it goes");
            }
        }
        return status;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException failure) {
            throw Trouble.input(
                    "cannot read the keys in " + file,
                    String.valueOf(failure),
                    "name a file with the output of 'ip xfrm state'");
        }
    }

    private int all(SecurityAssociations associations, Consumer<DecodedPacket> sink) {
        int status = Kiriwake.NO_FAULT;
        for (Path file : files) {
            try (InputStream in = file.toString().equals("-") ? System.in : Files.newInputStream(file);
                    var progress = new Progress(spec.commandLine().getErr(), 0)) {
                var dissector = new Dissector(associations, sink);
                CaptureReader.Result result = CaptureReader.read(in, (number, nanos, link, wire, octets, from, to) -> {
                    dissector.packet(number, nanos, link, wire, octets, from, to);
                    if ((number & 0xFFF) == 0) {
                        progress.add((long) (to - from) << 12);
                    }
                });
                result.trouble().ifPresent(why -> spec.commandLine().getErr().println("note: " + file + ": " + why));
                if (result.packets() == 0 && result.trouble().isPresent()) {
                    status = Kiriwake.WRONG_USAGE;
                }
            } catch (IOException failure) {
                spec.commandLine()
                        .getErr()
                        .println(Trouble.input(
                                        "cannot read " + file,
                                        failure instanceof java.nio.file.NoSuchFileException
                                                ? "there is no such file"
                                                : String.valueOf(failure.getMessage()),
                                        "check its name and permissions")
                                .told());
                status = Kiriwake.WRONG_USAGE;
            }
        }
        return status;
    }
}
