package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import kiriwake.net.Ip;

/**
 * One entry of {@code ip xfrm state} or {@code ip -s xfrm state} (iproute 4.11 and newer). Keys are masked before this
 * reads a line.
 *
 * @param spi 8 lower-case hex digits
 * @param icvBits length of the integrity check value; empty when no algorithm is printed
 * @param encapsulation UDP port of the client for ESP in UDP; empty for native ESP
 * @param onIkePort ESP in UDP between two ports of which none is 4500: NAT-T was left half off
 * @param selectorSourcePort of the selector; empty when it names none
 * @param packets empty without {@code -s}: then {@code highest} tells
 * @param highest sequence number sent or received, from the anti-replay context
 * @param failed packets whose integrity check failed
 */
record SecurityAssociation(
        Ip source,
        Ip destination,
        String spi,
        String mode,
        String algorithms,
        OptionalInt icvBits,
        Optional<Integer> encapsulation,
        boolean onIkePort,
        OptionalInt selectorSourcePort,
        OptionalInt selectorDestinationPort,
        OptionalLong packets,
        OptionalLong octets,
        OptionalLong failed,
        long highest,
        Line line) {

    static List<SecurityAssociation> read(Sheet sheet, Notes notes) {
        var all = new ArrayList<SecurityAssociation>();
        Optional<Reader> open = Optional.empty();
        for (Line line : sheet.lines()) {
            if (line.text().startsWith("src ")) {
                open.flatMap(Reader::finish).ifPresent(all::add);
                open = Reader.begin(line);
                if (open.isEmpty()) {
                    notes.add(line, "is no head of a security association");
                }
            } else if (open.isPresent()) {
                open.get().line(line);
            } else if (!line.isBlank()) {
                notes.add(line, "belongs to no security association");
            }
        }
        open.flatMap(Reader::finish).ifPresent(all::add);
        return List.copyOf(all);
    }

    boolean isEncapsulated() {
        return encapsulation.isPresent();
    }

    /** Packets that used it, as well as it can be told. */
    long used() {
        return packets.orElse(highest);
    }

    private static final class Reader {
        private final Ip source;
        private final Ip destination;
        private String protocol = "";
        private String spi = "";
        private String mode = "";
        private final List<String> algorithms = new ArrayList<>();
        private OptionalInt icvBits = OptionalInt.empty();
        private Optional<Integer> encapsulation = Optional.empty();
        private int encapSource;
        private int encapDestination;
        private OptionalInt selectorSource = OptionalInt.empty();
        private OptionalInt selectorDestination = OptionalInt.empty();
        private OptionalLong packets = OptionalLong.empty();
        private OptionalLong octets = OptionalLong.empty();
        private OptionalLong failed = OptionalLong.empty();
        private long highest;
        private boolean current;
        private Line shown;

        private Reader(Ip source, Ip destination, Line line) {
            this.source = source;
            this.destination = destination;
            this.shown = line;
        }

        static Optional<Reader> begin(Line line) {
            List<String> words = line.words();
            Optional<Ip> source = Ip.read(Line.after(words, "src"));
            Optional<Ip> destination = Ip.read(Line.after(words, "dst"));
            return source.isPresent() && destination.isPresent()
                    ? Optional.of(new Reader(source.get(), destination.get(), line))
                    : Optional.empty();
        }

        void line(Line line) {
            List<String> words = line.words();
            if (words.isEmpty()) {
                return;
            }
            switch (words.getFirst()) {
                case "proto" -> {
                    protocol = Line.after(words, "proto");
                    mode = Line.after(words, "mode");
                    spi = spi(Line.after(words, "spi"));
                    shown = line;
                }
                case "auth", "auth-trunc", "enc", "aead" -> algorithm(words);
                case "encap" -> {
                    encapSource = port(words, "sport").orElse(0);
                    encapDestination = port(words, "dport").orElse(0);
                    encapsulation = Optional.of(0);
                }
                case "anti-replay", "seq-hi" -> sequence(words);
                case "sel" -> {
                    selectorSource = port(words, "sport");
                    selectorDestination = port(words, "dport");
                }
                case "lifetime" -> current = line.text().contains("current");
                case "stats:" -> current = false;
                case "replay-window" -> failed(words);
                default -> lifetime(words);
            }
        }

        private void algorithm(List<String> words) {
            algorithms.add(words.size() > 1 ? words.get(1) : words.getFirst());
            if (!words.getFirst().equals("enc")) {
                var bits = Numbers.read(words.getLast());
                bits.ifPresent(value -> icvBits = value <= 4096 ? OptionalInt.of((int) value) : OptionalInt.empty());
            }
        }

        private void sequence(List<String> words) {
            highest = Math.max(
                    highest,
                    Math.max(
                            Numbers.hex(Line.after(words, "seq").replace(",", ""))
                                    .orElse(0),
                            Numbers.hex(Line.after(words, "oseq").replace(",", ""))
                                    .orElse(0)));
        }

        /** The second {@code replay-window} line, below {@code stats:}. */
        private void failed(List<String> words) {
            if (words.contains("failed")) {
                failed = Numbers.read(Line.after(words, "failed"));
            }
        }

        /** {@code 1177(bytes), 22(packets)} below {@code lifetime current:}. */
        private void lifetime(List<String> words) {
            if (!current || words.size() < 2 || !words.get(0).endsWith("(bytes),")) {
                return;
            }
            octets = Numbers.read(words.get(0).replace("(bytes),", ""));
            packets = Numbers.read(words.get(1).replace("(packets)", ""));
        }

        private static OptionalInt port(List<String> words, String name) {
            long port = Numbers.read(Line.after(words, name)).orElse(-1);
            return port < 0 || port > 0xFFFF ? OptionalInt.empty() : OptionalInt.of((int) port);
        }

        /** {@code 0xc51e180a} or {@code 0xc51e180a(3307083786)}. */
        private static String spi(String text) {
            int paren = text.indexOf('(');
            var value = Numbers.hex(paren < 0 ? text : text.substring(0, paren));
            return value.isEmpty() || value.getAsLong() >>> 32 != 0
                    ? ""
                    : String.format(java.util.Locale.ROOT, "%08x", value.getAsLong());
        }

        /** Nothing for the larval entry that the kernel holds while the SA is being made, nor for other protocols. */
        Optional<SecurityAssociation> finish() {
            if (!protocol.equals("esp") || algorithms.isEmpty() || spi.isEmpty()) {
                return Optional.empty();
            }
            int clientPort = encapSource == 4500 ? encapDestination : encapSource;
            return Optional.of(new SecurityAssociation(
                    source,
                    destination,
                    spi,
                    mode,
                    String.join(" ", algorithms),
                    icvBits,
                    encapsulation.map(any -> clientPort),
                    encapsulation.isPresent() && encapSource == 500 && encapDestination == 500,
                    selectorSource,
                    selectorDestination,
                    packets,
                    octets,
                    failed,
                    highest,
                    shown));
        }
    }
}
