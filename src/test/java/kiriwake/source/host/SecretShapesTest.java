package kiriwake.source.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kiriwake.trouble.Trouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretShapesTest {
    @TempDir
    private Path root = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "alice l2tpd S3CRET *              | alice l2tpd *** *",
                "alice * \"S3CRET with blanks\" *  | alice * *** *",
                "alice * S3CRET                    | alice * ***",
                "alice * S3CRET 10.0.0.5 10.0.0.6  | alice * *** 10.0.0.5 10.0.0.6",
                "alice * S3CRET S3CRET             | alice * *** ***",
                "alice S3CRET                      | *** ***",
                "S3CRET                            | ***",
                "\"a b\" * 'S3CRET #1' *           | a.b * *** *",
                "alice * S3\\ CRET *               | alice * *** *",
                "bob * S3CRET -                    | bob * *** -",
            })
    void usersKeepTheirNamesAndLoseTheirPasswords(String line, String shape) {
        assertThat(SecretShapes.chapLine(line)).isEqualTo(shape);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                ": PSK \"S3CRET\"                       | : PSK \"***\"",
                "198.51.100.20 %any : PSK \"S3CRET: x\" | 198.51.100.20 %any : PSK \"***\"",
                "2001:db8::1 %any : PSK S3CRET          | 2001:db8::1 %any : PSK \"***\"",
                "alice : EAP \"S3CRET\"                 | alice : EAP \"***\"",
                "PSK \"S3CRET\"                         | ***",
                "\"S3CRET\" : PSK x                     | *** : PSK \"***\"",
                "S3CRET                                 | ***",
            })
    void keysKeepTheirIds(String line, String shape) {
        assertThat(SecretShapes.ipsecLine(line)).isEqualTo(shape);
    }

    @Test
    void includedFilesAreLookedAtToo() throws IOException {
        put("/etc/ipsec.secrets", "# ours\ninclude /etc/ipsec.d/*.secrets\n");
        put("/etc/ipsec.d/office.secrets", ": PSK \"S3CRET\"\n");
        put("/etc/ppp/chap-secrets", "# Secrets\n\nalice * S3CRET *\n");

        assertThat(SecretShapes.of(HostFiles.under(root)))
                .isEqualTo(Map.of(
                        "ipsec.secrets.redacted", ": PSK \"***\"\n",
                        "chap-secrets.redacted", "alice * *** *\n"));
    }

    @Test
    void aFileThatCannotBeReadIsNotTakenForAnEmptyOne() throws IOException {
        Files.createDirectories(root.resolve("etc/ppp/chap-secrets"));

        assertThatThrownBy(() -> SecretShapes.of(HostFiles.under(root)))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining("chap-secrets");
    }

    @Test
    void aHostWithoutSuchFilesHasNoShapes() {
        assertThat(SecretShapes.of(HostFiles.under(root))).isEmpty();
    }

    private void put(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
