package kiriwake.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * What this program runs with. Asks each part for its version without starting it: no pcap4j, no JNA, no database.
 *
 * @param build the commit it was packaged from, or {@code checkout}
 * @param java version and vendor of the runtime
 * @param runtime folder of the runtime
 * @param archived whether classes come out of the shared archive, which halves the start
 * @param libpcap what libpcap calls itself; empty when there is none on this host
 * @param sqlite version of SQLite that is shipped
 */
record Installed(
        String version,
        String build,
        String java,
        String runtime,
        boolean archived,
        Optional<String> libpcap,
        String sqlite) {

    private static final String OURS = "kiriwake.cli.Kiriwake";
    /** Names of libpcap: CentOS and its kin, Debian and its kin. */
    private static final List<String> LIBPCAP = List.of("libpcap.so.1", "libpcap.so.0.8", "libpcap.so");

    static Installed here() {
        return new Installed(
                Version.number(),
                readBuild(),
                System.getProperty("java.runtime.version") + " " + System.getProperty("java.vendor"),
                System.getProperty("java.home"),
                System.getProperty("java.vm.info", "").contains("sharing"),
                LIBPCAP.stream()
                        .map(Installed::askLibpcap)
                        .flatMap(Optional::stream)
                        .findFirst(),
                readSqlite());
    }

    private static String readBuild() {
        URL manifest = ClassLoader.getSystemResource("META-INF/MANIFEST.MF");
        if (manifest == null) {
            return "checkout";
        }
        try (InputStream in = manifest.openStream()) {
            Attributes attributes = new Manifest(in).getMainAttributes();
            String build = attributes.getValue("Kiriwake-Build");
            return build != null && OURS.equals(attributes.getValue(Attributes.Name.MAIN_CLASS)) ? build : "checkout";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @SuppressWarnings("restricted") // One function without arguments, in the library that captures use anyway.
    private static Optional<String> askLibpcap(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment function = SymbolLookup.libraryLookup(name, arena)
                    .find("pcap_lib_version")
                    .orElseThrow();
            MethodHandle version =
                    Linker.nativeLinker().downcallHandle(function, FunctionDescriptor.of(ValueLayout.ADDRESS));
            MemorySegment text = (MemorySegment) version.invokeExact();
            return Optional.of(text.reinterpret(256).getString(0));
        } catch (IllegalArgumentException noSuchLibrary) {
            return Optional.empty();
        } catch (Throwable impossible) {
            throw new IllegalStateException("libpcap could not be called", impossible);
        }
    }

    /** sqlite-jdbc 3.54.1.0 carries SQLite 3.54.1. */
    private static String readSqlite() {
        var properties = new Properties();
        try (InputStream in = ClassLoader.getSystemResourceAsStream("META-INF/maven/org.xerial/sqlite-jdbc/VERSION")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return properties.getProperty("version", "?").replaceFirst("^(\\d+\\.\\d+\\.\\d+)\\..*", "$1");
    }
}
