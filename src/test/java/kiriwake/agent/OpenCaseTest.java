package kiriwake.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.cases.CaseFile;
import kiriwake.source.capture.Packet;
import kiriwake.source.folder.Evidence;
import kiriwake.trouble.Trouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenCaseTest {
    private static final Packet PACKET =
            new Packet("eth0", 1, 1_764_000_000_000_000_000L, 60, Bytes.hex("00".repeat(60)));

    @Test
    void theFolderIsReadableWhileItIsWritten(@TempDir Path place) throws IOException {
        Path folder = place.resolve("case");
        OpenCase open = OpenCase.make(folder, 1 << 20);
        open.follow("/var/log/secure");
        open.line("/var/log/secure", "Nov 23 08:43:08 vpn pluto[7]: listening for IKE messages");
        open.packet(PACKET);
        open.state("before", Map.of("date.txt", "2026-11-23T08:43:08+00:00\n"));
        open.about(new CaseFile("1", "vpn", List.of(), Optional.empty(), Instant.EPOCH, Instant.EPOCH, List.of()));
        open.flush();
        // nothing is closed, as after kill -9
        var evidence = new Evidence("");
        evidence.addFolder(folder);
        assertThat(evidence.refused()).isEmpty();
        assertThat(evidence.captures()).extracting(Evidence.Piece::name).containsExactly("server/eth0.pcap");
        assertThat(evidence.logs()).extracting(Evidence.Piece::name).containsExactly("server/log/secure");
        assertThat(evidence.before()).containsKey("date.txt");
        assertThat(Files.size(folder.resolve("server/eth0.pcap"))).isEqualTo(24 + 16 + 60);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void aLineIsKeptWithoutItsSecrets(@TempDir Path place) throws IOException {
        Path folder = place.resolve("case");
        try (OpenCase open = OpenCase.make(folder, 1 << 20)) {
            open.line(
                    "/var/log/messages",
                    "Nov 23 08:43:08 vpn pppd[9]: rcvd [PAP AuthReq id=0x1 user=\"u\" password=\"pw77\"]");
            open.line(
                    "/var/log/messages",
                    "Nov 23 08:43:08 vpn pppd[9]: rcvd [CHAP Response id=0x5e <" + "ab".repeat(49)
                            + ">, name = \"u\"]");
        }
        assertThat(Files.readString(folder.resolve("server/log/messages")))
                .doesNotContain("pw77")
                .contains("<abababab" + "0".repeat(90) + ">, name = \"u\"]");
    }

    @Test
    void logsOfOneNameInTwoFoldersAreTwoFiles(@TempDir Path place) {
        OpenCase open = OpenCase.make(place.resolve("case"), 1 << 20);
        assertThat(open.logName("/var/log/secure")).isEqualTo("server/log/secure");
        assertThat(open.logName("/srv/log/secure")).isEqualTo("server/log/srv-log-secure");
        assertThat(open.logName("/var/log/secure")).isEqualTo("server/log/secure");
    }

    @Test
    void whatDoesNotFitIsCounted(@TempDir Path place) {
        try (OpenCase open = OpenCase.make(place.resolve("case"), 110)) {
            assertThat(open.packet(PACKET)).isTrue();
            assertThat(open.packet(PACKET)).isFalse();
            assertThat(open.unwritten()).isEqualTo(1);
        }
    }

    @Test
    void aFolderThatHoldsSomethingIsNotWrittenInto(@TempDir Path place) throws IOException {
        Files.createFile(place.resolve("thesis.tex"));
        assertThatThrownBy(() -> OpenCase.make(place, 1 << 20)).isInstanceOf(Trouble.class);
    }
}
