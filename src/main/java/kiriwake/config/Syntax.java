package kiriwake.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.net.Ip;

/**
 * How the value of a setting is written.
 *
 * @param list it may be a list; else it is one word
 * @param read from the words, one unless {@code list}
 * @param write as it could be written again
 * @param expected what the value has to be, for a problem: {@code a size such as 4 MiB, from 1 MiB to 64 MiB}
 */
record Syntax<T>(boolean list, Function<List<String>, Optional<T>> read, Function<T, String> write, String expected) {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12}) ?([A-Za-z]{0,4})");
    private static final Pattern INTERFACE = Pattern.compile("[^\\s/]{1,15}");
    private static final String AUTO = "auto";
    private static final String OFF = "off";
    private static final int MOST_IN_A_LIST = 64;

    @SuppressWarnings("unchecked")
    String show(Object value) {
        return write.apply((T) value);
    }

    /** One word. */
    private static <T> Syntax<T> word(Function<String, Optional<T>> read, Function<T, String> write, String expected) {
        return new Syntax<>(
                false, words -> words.size() == 1 ? read.apply(words.getFirst()) : Optional.empty(), write, expected);
    }

    /** Several words, or {@code auto} for none. */
    private static <T> Syntax<List<T>> several(Function<String, Optional<T>> read, String expected) {
        return new Syntax<>(
                true,
                words -> {
                    var all = new ArrayList<T>();
                    if (words.size() == 1 && words.getFirst().equalsIgnoreCase(AUTO)) {
                        return Optional.of(List.of());
                    }
                    for (String word : words) {
                        Optional<T> one = read.apply(word);
                        if (one.isEmpty() || all.size() == MOST_IN_A_LIST) {
                            return Optional.empty();
                        }
                        all.add(one.get());
                    }
                    return Optional.of(List.copyOf(all));
                },
                values -> values.isEmpty()
                        ? AUTO
                        : "["
                                + String.join(
                                        ", ",
                                        values.stream().map(String::valueOf).toList()) + "]",
                expected);
    }

    static Syntax<List<Ip>> addresses() {
        return several(Ip::read, "auto, or a list of IP addresses such as [198.51.100.20]");
    }

    static Syntax<List<String>> interfaces() {
        return several(
                word -> INTERFACE.matcher(word).matches() ? Optional.of(word) : Optional.empty(),
                "auto, or a list of interfaces such as [eth0]");
    }

    static Syntax<List<Path>> files() {
        return several(Syntax::absolute, "auto, or a list of absolute paths such as [/var/log/secure]");
    }

    static Syntax<Path> path() {
        return word(Syntax::absolute, Path::toString, "an absolute path");
    }

    /** A file with this ending, or none. */
    static Syntax<Optional<Path>> pathOrOff(String ending) {
        return word(
                word -> {
                    Optional<Path> path =
                            absolute(word).filter(found -> found.toString().endsWith(ending));
                    return isOff(word) || path.isPresent() ? Optional.of(path) : Optional.empty();
                },
                path -> path.map(Path::toString).orElse(OFF),
                "off, or an absolute path that ends in " + ending);
    }

    private static Optional<Path> absolute(String word) {
        try {
            Path path = Path.of(word);
            return path.isAbsolute() ? Optional.of(path.normalize()) : Optional.empty();
        } catch (InvalidPathException strange) {
            return Optional.empty();
        }
    }

    static Syntax<Boolean> onOff() {
        return word(
                word -> isOff(word) ? Optional.of(false) : isOn(word) ? Optional.of(true) : Optional.empty(),
                value -> value ? "on" : OFF,
                "on or off");
    }

    static Syntax<Config.Choice> choice() {
        return word(
                word -> word.equalsIgnoreCase(AUTO)
                        ? Optional.of(Config.Choice.AUTO)
                        : isOff(word)
                                ? Optional.of(Config.Choice.OFF)
                                : isOn(word) ? Optional.of(Config.Choice.ON) : Optional.empty(),
                value -> value.name().toLowerCase(Locale.ROOT),
                "auto, on or off");
    }

    static Syntax<Optional<String>> language() {
        return word(
                word -> switch (word.toLowerCase(Locale.ROOT)) {
                    case AUTO -> Optional.of(Optional.empty());
                    case "en", "ja" -> Optional.of(Optional.of(word.toLowerCase(Locale.ROOT)));
                    default -> Optional.empty();
                },
                value -> value.orElse(AUTO),
                "auto, en or ja");
    }

    private static boolean isOff(String word) {
        return List.of(OFF, "no", "false").contains(word.toLowerCase(Locale.ROOT));
    }

    private static boolean isOn(String word) {
        return List.of("on", "yes", "true").contains(word.toLowerCase(Locale.ROOT));
    }

    static Syntax<Integer> number(int least, int most) {
        return word(word -> within(word, least, most), String::valueOf, "a whole number from " + least + " to " + most);
    }

    static Syntax<OptionalInt> numberOrOff(int least, int most) {
        return word(
                word -> isOff(word)
                        ? Optional.of(OptionalInt.empty())
                        : within(word, least, most).map(OptionalInt::of),
                value -> value.isPresent() ? Integer.toString(value.getAsInt()) : OFF,
                "off, or a whole number from " + least + " to " + most);
    }

    private static Optional<Integer> within(String word, int least, int most) {
        if (!word.matches("\\d{1,9}")) {
            return Optional.empty();
        }
        int value = Integer.parseInt(word);
        return value >= least && value <= most ? Optional.of(value) : Optional.empty();
    }

    /** Octets; written in B, KiB, MiB, GiB, TiB. */
    static Syntax<Long> size(long least, long most) {
        return word(
                word -> octets(word).filter(value -> value >= least && value <= most),
                Syntax::shownSize,
                "a size such as 512 KiB, 64 MiB or 2 GiB, from " + shownSize(least) + " to " + shownSize(most));
    }

    private static Optional<Long> octets(String word) {
        Matcher amount = AMOUNT.matcher(word);
        if (!amount.matches()) {
            return Optional.empty();
        }
        int shift =
                switch (amount.group(2).toLowerCase(Locale.ROOT)) {
                    case "b" -> 0;
                    case "k", "kb", "kib" -> 10;
                    case "m", "mb", "mib" -> 20;
                    case "g", "gb", "gib" -> 30;
                    case "t", "tb", "tib" -> 40;
                    default -> -1;
                };
        long number = Long.parseLong(amount.group(1));
        return shift < 0 || number > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(number << shift);
    }

    private static String shownSize(long octets) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        long shown = octets;
        while (unit < units.length - 1 && shown >= 1024 && shown % 1024 == 0) {
            shown /= 1024;
            unit++;
        }
        return shown + " " + units[unit];
    }

    /** Written in ms, s, m, h, d. */
    static Syntax<Duration> duration(Duration least, Duration most) {
        return word(
                word -> time(word).filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0),
                Syntax::shownTime,
                "a time such as 500 ms, 30 s, 5 m, 2 h or 7 d, from " + shownTime(least) + " to " + shownTime(most));
    }

    private static Optional<Duration> time(String word) {
        Matcher amount = AMOUNT.matcher(word);
        if (!amount.matches() || amount.group(1).length() > 9) {
            return Optional.empty();
        }
        long number = Long.parseLong(amount.group(1));
        return switch (amount.group(2).toLowerCase(Locale.ROOT)) {
            case "ms" -> Optional.of(Duration.ofMillis(number));
            case "s" -> Optional.of(Duration.ofSeconds(number));
            case "m", "min" -> Optional.of(Duration.ofMinutes(number));
            case "h" -> Optional.of(Duration.ofHours(number));
            case "d" -> Optional.of(Duration.ofDays(number));
            default -> Optional.empty();
        };
    }

    private static String shownTime(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 != 0) {
            return millis + " ms";
        }
        long seconds = millis / 1000;
        if (seconds > 0 && seconds % 86400 == 0) {
            return seconds / 86400 + " d";
        }
        if (seconds > 0 && seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + " m" : seconds + " s";
    }
}
