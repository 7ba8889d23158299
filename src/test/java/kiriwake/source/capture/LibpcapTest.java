package kiriwake.source.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibpcapTest {
    @Test
    void theLibraryIsFoundUnderTheNameOfEitherFamily(@TempDir Path folder) throws IOException {
        Path redHat = Files.createDirectory(folder.resolve("lib64"));
        Path debian = Files.createDirectory(folder.resolve("multiarch"));
        assertThat(Libpcap.find(List.of(redHat, debian))).isEmpty();
        Files.createFile(debian.resolve("libpcap.so.0.8"));
        assertThat(Libpcap.find(List.of(redHat, debian))).contains(debian.resolve("libpcap.so.0.8"));
        Files.createFile(redHat.resolve("libpcap.so.1"));
        assertThat(Libpcap.find(List.of(redHat, debian))).contains(redHat.resolve("libpcap.so.1"));
    }

    @Test
    void withoutItTheOperatorIsToldWhatToInstall() {
        assertThat(Libpcap.missing().told()).contains("yum install libpcap").contains("apt-get install libpcap0.8");
    }
}
