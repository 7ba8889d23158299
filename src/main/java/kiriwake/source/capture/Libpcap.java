package kiriwake.source.capture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kiriwake.trouble.Trouble;

/** Which file is libpcap. Its name differs: {@code libpcap.so.1} at Red Hat, {@code libpcap.so.0.8} at Debian. */
final class Libpcap {
    private static final String SETTING = "org.pcap4j.core.pcapLibName";
    /** JNA runs {@code ldconfig} to find this out when nobody says, which takes a tenth of a second. */
    private static final String JNA_FOLDERS = "jna.platform.library.path";

    private static final List<String> NAMES = List.of("libpcap.so.1", "libpcap.so.0.8", "libpcap.so");
    private static final List<Path> FOLDERS = List.of(
            Path.of("/usr/lib64"),
            Path.of("/lib64"),
            Path.of("/usr/lib/x86_64-linux-gnu"),
            Path.of("/usr/lib/aarch64-linux-gnu"),
            Path.of("/lib/x86_64-linux-gnu"),
            Path.of("/usr/local/lib"),
            Path.of("/usr/lib"));

    private Libpcap() {}

    /**
     * Tells pcap4j where it is, unless it was told. Must run before pcap4j is first touched, for it looks only once.
     *
     * @throws Trouble when there is none
     */
    static void choose() {
        if (System.getProperty(JNA_FOLDERS) == null) {
            System.setProperty(
                    JNA_FOLDERS,
                    FOLDERS.stream()
                            .filter(Files::isDirectory)
                            .map(Path::toString)
                            .collect(Collectors.joining(":")));
        }
        if (System.getProperty(SETTING) != null) {
            return;
        }
        Path file = find(FOLDERS).orElseThrow(Libpcap::missing);
        System.setProperty(SETTING, file.toString());
    }

    static Optional<Path> find(List<Path> folders) {
        return folders.stream()
                .flatMap(folder -> NAMES.stream().map(folder::resolve))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    static Trouble missing() {
        return Trouble.ours(
                "cannot capture packets",
                "libpcap is not installed: neither " + NAMES.get(0) + " nor " + NAMES.get(1) + " was found",
                "install it (CentOS: yum install libpcap; Debian: apt-get install libpcap0.8)");
    }
}
