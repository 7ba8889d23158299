package kiriwake.source.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureWriterTest {
    private static final int ETHERNET = 1;

    private record Read(long nanos, int linkType, int wireLength, List<Byte> octets) {}

    private static List<Read> read(byte[] file) throws IOException {
        var records = new ArrayList<Read>();
        CaptureReader.read(new ByteArrayInputStream(file), (number, nanos, linkType, wireLength, octets, from, to) -> {
            var copy = new ArrayList<Byte>();
            for (int i = from; i < to; i++) {
                copy.add(octets[i]);
            }
            records.add(new Read(nanos, linkType, wireLength, copy));
        });
        return records;
    }

    private static byte[] packet(int number) {
        byte[] octets = new byte[60];
        Arrays.fill(octets, (byte) number);
        return octets;
    }

    @Test
    void whatIsWrittenIsReadToTheNanosecond(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("eth0.pcap");
        try (var writer = CaptureWriter.create(file, ETHERNET, 1920, 1 << 20)) {
            writer.write(1_764_000_000_123_456_789L, 1500, new byte[] {9, 1, 2, 3, 9}, 1, 4);
            assertThat(writer.written()).isEqualTo(1);
        }
        assertThat(read(Files.readAllBytes(file)))
                .containsExactly(
                        new Read(1_764_000_000_123_456_789L, ETHERNET, 1500, List.of((byte) 1, (byte) 2, (byte) 3)));
    }

    @Test
    void aFileCutAnywhereKeepsItsWholeRecords(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("eth0.pcap");
        try (var writer = CaptureWriter.create(file, ETHERNET, 1920, 1 << 20)) {
            for (int i = 0; i < 3; i++) {
                writer.write(i, 60, packet(i), 0, 60);
            }
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = 24; length <= whole.length; length++) {
            assertThat(read(Arrays.copyOf(whole, length))).hasSize((length - 24) / 76);
        }
    }

    @Test
    void theFileStaysUnderItsLimitAndTheRestIsCounted(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("eth0.pcap");
        try (var writer = CaptureWriter.create(file, ETHERNET, 1920, 200)) {
            assertThat(writer.write(1, 60, packet(1), 0, 60)).isTrue();
            assertThat(writer.write(2, 60, packet(2), 0, 60)).isTrue();
            assertThat(writer.write(3, 60, packet(3), 0, 60)).isFalse();
            assertThat(writer.refused()).isEqualTo(1);
        }
        assertThat(Files.size(file)).isEqualTo(24 + 2 * 76);
    }

    @Test
    void afterAFullDiskTheFileIsWholeAndGoesOn() throws IOException {
        var disk = new Disk(24 + 76 + 30);
        var writer = CaptureWriter.on(disk, ETHERNET, 1920, 1 << 20);
        writer.write(1, 60, packet(1), 0, 60);
        writer.flush();
        writer.write(2, 60, packet(2), 0, 60);
        assertThatIOException().isThrownBy(writer::flush);
        assertThat(writer.lost()).isEqualTo(1);
        assertThat(read(disk.octets())).hasSize(1);
        disk.room = 1 << 20;
        writer.write(3, 60, packet(3), 0, 60);
        writer.close();
        assertThat(read(disk.octets())).extracting(Read::nanos).containsExactly(1L, 3L);
        assertThat(writer.written()).isEqualTo(2);
    }

    /** Has so much room; takes what fits, as a file system does, and fails on the next write. */
    private static final class Disk implements CaptureWriter.Output {
        private byte[] octets = new byte[0];
        private int room;

        private Disk(int room) {
            this.room = room;
        }

        private byte[] octets() {
            return octets.clone();
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            int taken = Math.min(from.remaining(), room - octets.length);
            if (taken == 0) {
                throw new IOException("No space left on device");
            }
            var out = new ByteArrayOutputStream();
            out.write(octets);
            for (int i = 0; i < taken; i++) {
                out.write(from.get());
            }
            octets = out.toByteArray();
            return taken;
        }

        @Override
        public void truncate(long length) {
            octets = Arrays.copyOf(octets, (int) length);
        }

        @Override
        public void close() {
            // nothing is held open
        }
    }
}
