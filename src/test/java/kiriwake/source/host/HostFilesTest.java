package kiriwake.source.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostFilesTest {
    @TempDir
    private Path root = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/ipsec.secrets",
                "/etc/ipsec.secrets.rpmsave",
                "/var/lib/strongswan/ipsec.secrets.inc",
                "/etc/ipsec.d/office.secrets",
                "/etc/ipsec.d/private/host.pem",
                "/etc/ipsec.d/key4.db",
                "/etc/ipsec.d/cert9.db",
                "/etc/ipsec.d/nsspassword",
                "/etc/pki/nssdb/key3.db",
                "/etc/pki/nssdb/pkcs11.txt",
                "/etc/strongswan/swanctl/private/a.pem",
                "/etc/swanctl/rsa/a.pem",
                "/etc/ppp/chap-secrets",
                "/etc/ppp/pap-secrets",
                "/etc/ppp/CHAP-SECRETS",
                "/etc/xl2tpd/l2tp-secrets",
                "/etc/shadow",
                "/etc/gshadow-",
                "/etc/radiusclient-ng/servers",
                "/etc/pki/tls/private/www.key",
                "/etc/ssh/ssh_host_rsa_key",
                "/root/.ssh/config",
                "/etc/ppp/../ppp/chap-secrets",
                "/etc/krb5.keytab"
            })
    void aFileWithSecretsIsNeverOpened(String path) throws IOException {
        put(path, "secret");

        assertThat(files().open(path, 100)).isInstanceOf(Opened.Secret.class);
        assertThat(files().isSecret(path)).isTrue();
        assertThat(files().look(path).exists()).isTrue();
    }

    @Test
    void aLinkToSecretsIsNotFollowed() throws IOException {
        put("/etc/ppp/chap-secrets", "secret");
        link("/etc/ppp/options.xl2tpd", "chap-secrets");
        link("/etc/ppp/folder", "../ppp");
        link("/etc/ppp/twice", "options.xl2tpd");

        assertThat(files().open("/etc/ppp/options.xl2tpd", 100)).isInstanceOf(Opened.Secret.class);
        assertThat(files().open("/etc/ppp/twice", 100)).isInstanceOf(Opened.Secret.class);
        assertThat(files().open("/etc/ppp/folder/chap-secrets", 100)).isInstanceOf(Opened.Secret.class);
        assertThat(files().isSecret("/etc/ppp/twice")).isTrue();
    }

    @Test
    void ownerAndModeAreKnownWithoutOpening() throws IOException {
        Path file = put("/etc/ipsec.secrets", ": PSK \"x\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        Standing standing = files().look("/etc/ipsec.secrets");

        assertThat(standing.permissions()).isEqualTo("rw-r-----");
        assertThat(standing.octets()).isEqualTo(10);
        assertThat(standing.line()).startsWith("file rw-r----- ").endsWith("Z /etc/ipsec.secrets");
    }

    @Test
    void otherFilesAreReadUpToALimit() throws IOException {
        put("/etc/ipsec.conf", "config setup\n");

        assertThat(files().open("/etc/ipsec.conf", 100)).isEqualTo(new Opened.Text("config setup\n", false));
        assertThat(files().open("/etc/ipsec.conf", 6)).isEqualTo(new Opened.Text("config", true));
        assertThat(files().open("/etc/none", 6)).isInstanceOf(Opened.Absent.class);
        assertThat(files().open("/etc", 6)).isInstanceOf(Opened.Refused.class);
    }

    @Test
    void textThatIsNotUtf8IsReadAllTheSame() throws IOException {
        Path file = put("/etc/ipsec.conf", "");
        Files.write(file, new byte[] {'#', (byte) 0xC0, (byte) 0xDF, '\n', 'x'});

        assertThat(files().open("/etc/ipsec.conf", 100).orEmpty())
                .startsWith("#")
                .endsWith("\nx");
    }

    @Test
    void aPatternNamesTheFilesThatAreThere() throws IOException {
        put("/etc/ipsec.d/b.conf", "");
        put("/etc/ipsec.d/a.conf", "");
        put("/etc/ipsec.d/a.secrets", "");

        assertThat(files().matching("/etc/ipsec.d/*.conf"))
                .containsExactly("/etc/ipsec.d/a.conf", "/etc/ipsec.d/b.conf");
        assertThat(files().matching("/etc/other.d/*.conf")).isEmpty();
        assertThat(files().matching("/etc/ipsec.d/[.conf")).isEmpty();
        assertThat(files().matching("/etc/one.conf")).isEqualTo(List.of("/etc/one.conf"));
    }

    private HostFiles files() {
        return HostFiles.under(root);
    }

    private Path put(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1)).normalize();
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void link(String path, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(path.substring(1)), Path.of(target));
    }
}
