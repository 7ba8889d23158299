package kiriwake.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A long text (UTF-8), gzipped while it is written: it is never in memory as a whole. */
public final class PackedText {
    private final byte[] octets;

    /** Writes a text. */
    @FunctionalInterface
    public interface Writer {
        void to(OutputStream out) throws IOException;
    }

    private PackedText(byte[] octets) {
        this.octets = octets;
    }

    /** @throws IOException as the writer does */
    public static PackedText written(Writer writer) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            writer.to(out);
        }
        return new PackedText(packed.toByteArray());
    }

    public static PackedText of(String text) {
        try {
            return written(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** As it was kept. */
    static String unpacked(byte[] octets) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(octets))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    byte[] octets() {
        return octets;
    }
}
