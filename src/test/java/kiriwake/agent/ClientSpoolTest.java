package kiriwake.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import kiriwake.source.host.Commands;
import kiriwake.source.host.HostFiles;
import kiriwake.source.host.Snapshots;
import kiriwake.store.Budget;
import kiriwake.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody drops into the spool, by mistake or not. */
class ClientSpoolTest {
    private static final int LARGEST = 64 << 10;
    private static final String MAC_LINE =
            "Sat Nov 28 00:00:01 2026 : L2TP connecting to server 'vpn.example.jp' (198.51.100.20)...\n";

    private final Path place;
    private final Path spool;
    private final Store store;
    private final PacketRing ring;
    private final ClientSpool looking;

    ClientSpoolTest(@TempDir Path place) throws IOException {
        this.place = place;
        spool = Files.createDirectories(place.resolve("spool"));
        store = Store.open(Files.createDirectories(place.resolve("store")), Budget.USUAL, InstantSource.system());
        ring = new PacketRing(place.resolve("ring"), 1 << 20);
        var desk = new Desk(
                store,
                new CaseMaterial(ring, store.lines(), 10),
                new Shelf(new Snapshots(Commands.ofHost(), HostFiles.under(place))),
                () -> "",
                Set::of,
                "1",
                (attempt, revised) -> {},
                said -> {});
        looking = new ClientSpool(spool, LARGEST, store, desk);
    }

    @BeforeEach
    void nothingIsThere() throws IOException {
        assertThat(looking.look()).isEmpty();
    }

    @AfterEach
    void close() {
        ring.close();
        store.close();
    }

    private Path drop(String name, byte[] octets) throws IOException {
        Path file = Files.write(spool.resolve(name), octets);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }

    private Path drop(String name, String text) throws IOException {
        return drop(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(int octets) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(new byte[octets]);
        }
        return out.toByteArray();
    }

    @Test
    void whatIsNoClientLogIsPutAsideWithTheReason() throws IOException {
        drop("a-empty", "");
        drop("b-server", "Nov 28 00:00:01 vpn sshd[1]: Accepted publickey for root\n");
        drop("c-large", MAC_LINE.repeat(LARGEST / MAC_LINE.length() + 1));
        drop("d-bomb.gz", gzip(20 * LARGEST));
        drop("e-torn.gz", java.util.Arrays.copyOf(gzip(1000), 20));

        assertThat(looking.look())
                .extracting(ClientSpool.Came::why)
                .satisfiesExactly(
                        why -> assertThat(why).isEqualTo("refused: it is empty"),
                        why -> assertThat(why).isEqualTo("refused: no line in it is of a Mac's ppp.log"),
                        why -> assertThat(why).startsWith("refused: it has ").contains("at most 65536 are taken"),
                        why -> assertThat(why).isEqualTo("refused: unpacked it has more than 1048576 octets"),
                        why -> assertThat(why).startsWith("refused: it cannot be unpacked: "));
        assertThat(spool.resolve("refused/b-server.why.txt")).hasContent("no line in it is of a Mac's ppp.log");
        assertThat(store.uploads().all()).isEmpty();
        assertThat(looking.look()).isEmpty();
    }

    @Test
    void aClientLogOfNoAttemptIsKept() throws IOException {
        Path file = drop("ppp.log", MAC_LINE);

        assertThat(looking.look()).singleElement().satisfies(came -> assertThat(came.why())
                .contains("shows the same connection"));
        assertThat(file).doesNotExist();
        assertThat(store.uploads().all())
                .singleElement()
                .satisfies(upload -> assertThat(store.uploads().file(upload)).hasContent(MAC_LINE.strip()));
    }

    @Test
    void linksAndFilesThatAreStillWrittenAreLeftAlone() throws IOException {
        Path secret = Files.writeString(place.resolve("secret"), MAC_LINE);
        Files.createSymbolicLink(spool.resolve("link"), secret);
        Files.writeString(spool.resolve("fresh"), MAC_LINE);

        assertThat(looking.look()).isEmpty();
        assertThat(spool.resolve("fresh")).exists();
    }

    @Test
    void whatWasRefusedDoesNotFillTheDisk() throws IOException {
        for (int i = 0; i < 150; i++) {
            drop("no-" + i, "no log\n");
        }
        for (int rounds = 0; rounds < 12; rounds++) {
            looking.look();
        }
        assertThat(spool.toFile().list()).containsExactly("refused");
        assertThat(List.of(spool.resolve("refused").toFile().list())).hasSizeLessThanOrEqualTo(100);
    }
}
