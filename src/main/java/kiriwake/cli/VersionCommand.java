package kiriwake.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kiriwake version}: what is installed, for a report of a defect. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Shows the version of kiriwake, what it was built from, and the versions of what it runs with.",
        footerHeading = "%nExamples:%n",
        footer = {"  kiriwake version", "  kiriwake version --format json"})
final class VersionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        Installed installed = Installed.here();
        PrintWriter out = spec.commandLine().getOut();
        if (format.isJson()) {
            out.println(json(installed));
        } else {
            out.println("kiriwake  " + installed.version() + ", build " + installed.build());
            out.println("java      " + installed.java() + ", in " + installed.runtime());
            out.println("libpcap   " + installed.libpcap().orElse("not found: yum install libpcap"));
            out.println("sqlite    " + installed.sqlite());
        }
        out.flush();
        return Kiriwake.NO_FAULT;
    }

    private static String json(Installed installed) {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeStringField("format", "kiriwake-version/1");
            json.writeStringField("kiriwake", installed.version());
            json.writeStringField("build", installed.build());
            json.writeStringField("java", installed.java());
            json.writeStringField("runtime", installed.runtime());
            json.writeBooleanField("classArchive", installed.archived());
            if (installed.libpcap().isPresent()) {
                json.writeStringField("libpcap", installed.libpcap().get());
            } else {
                json.writeNullField("libpcap");
            }
            json.writeStringField("sqlite", installed.sqlite());
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
