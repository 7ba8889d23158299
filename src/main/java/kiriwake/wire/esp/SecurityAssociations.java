package kiriwake.wire.esp;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.bytes.Bytes;
import kiriwake.net.Ip;

/** The security associations that {@code ip xfrm state} printed, ready to open packets. */
public final class SecurityAssociations {
    private final Map<Key, Association> associations = new HashMap<>();

    private record Key(Ip destination, long spi) {}

    /** Nobody's keys. */
    public static SecurityAssociations none() {
        return new SecurityAssociations();
    }

    private SecurityAssociations() {}

    /** Associations in a form that is not known, or without keys, are left out. */
    public static SecurityAssociations read(String text) {
        var all = new SecurityAssociations();
        Optional<Ip> destination = Optional.empty();
        Optional<Long> spi = Optional.empty();
        var current = new Association();
        for (String line : text.lines().toList()) {
            List<String> words = Arrays.asList(line.strip().split("\\s+"));
            if (line.startsWith("src ") && words.size() >= 4) {
                current = new Association();
                destination = Ip.read(words.get(3));
                spi = Optional.empty();
            } else if (words.getFirst().equals("proto") && words.contains("spi")) {
                spi = words.contains("esp") ? hexWord(words, "spi") : Optional.empty();
            } else if (words.size() >= 2) {
                current.algorithm(words);
            }
            if (destination.isPresent() && spi.isPresent() && current.isUsable()) {
                all.associations.put(new Key(destination.get(), spi.get()), current);
            }
        }
        return all;
    }

    private static Optional<Long> hexWord(List<String> words, String after) {
        int at = words.indexOf(after) + 1;
        if (at <= 0 || at >= words.size() || !words.get(at).startsWith("0x")) {
            return Optional.empty();
        }
        String digits = words.get(at).substring(2).replaceAll("[^0-9a-fA-F].*$", "");
        return digits.isEmpty() || digits.length() > 8 ? Optional.empty() : Optional.of(Long.parseLong(digits, 16));
    }

    public boolean isEmpty() {
        return associations.isEmpty();
    }

    /** There are keys for packets of this SPI to this address. */
    public boolean has(Ip destination, long spi) {
        return associations.containsKey(new Key(destination, spi));
    }

    /**
     * What came out of a packet.
     *
     * @param isOpen it was not refused: its ICV is good, or there is none to check
     * @param authentic empty when the association has no integrity algorithm
     * @param plain without trailer; empty when it was refused, or when its padding is longer than it is
     * @param nextHeader of the trailer
     */
    public record Opened(boolean isOpen, Optional<Boolean> authentic, Optional<Bytes> plain, int nextHeader) {
        static Opened refused() {
            return new Opened(false, Optional.of(false), Optional.empty(), 0);
        }
    }

    /** Opens the ESP packet from {@code from} to {@code to}; only for {@link #has}. */
    public Opened open(Ip destination, long spi, byte[] octets, int from, int to) {
        Association association = associations.get(new Key(destination, spi));
        return association == null ? Opened.refused() : association.open(octets, from, to);
    }
}
