package kiriwake.state;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * The server's clock when the snapshot was taken.
 *
 * @param zone of the server's wall clock, when another line of the snapshot shows one: what its logs are written in
 */
public record ServerClock(Instant at, Optional<ZoneOffset> zone) {
    private static final DateTimeFormatter UTC_DATE =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT);
    private static final Duration APART = Duration.ofMinutes(4);
    private static final int QUARTER = 900;

    /**
     * Reads {@code date -u}, {@code date --iso-8601=ns}, {@code date -R}, {@code date +%s}.
     *
     * @param wall what a wall clock printed in the same snapshot
     */
    static Optional<ServerClock> read(Sheet sheet, Optional<LocalDateTime> wall, Notes notes) {
        for (Line line : sheet.lines()) {
            if (line.isBlank()) {
                continue;
            }
            String text = String.join(" ", line.words());
            Optional<OffsetDateTime> moment = moment(text);
            if (moment.isEmpty()) {
                notes.add(line, "is no date that names its offset");
                continue;
            }
            Instant at = moment.get().toInstant();
            ZoneOffset printed = moment.get().getOffset();
            Optional<ZoneOffset> zone =
                    printed.getTotalSeconds() == 0 ? wall.flatMap(local -> zone(local, at)) : Optional.of(printed);
            return Optional.of(new ServerClock(at, zone));
        }
        return Optional.empty();
    }

    private static Optional<OffsetDateTime> moment(String text) {
        Optional<OffsetDateTime> iso = parsed(text.replaceFirst(" ", "T").replace(",", "."));
        if (iso.isPresent()) {
            return iso;
        }
        try {
            return Optional.of(OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException otherForm) {
            return utc(text);
        }
    }

    private static Optional<OffsetDateTime> parsed(String text) {
        try {
            // date -Iseconds of el7 prints +0900, newer ones +09:00
            return Optional.of(OffsetDateTime.parse(text.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2")));
        } catch (DateTimeException otherForm) {
            return Optional.empty();
        }
    }

    private static Optional<OffsetDateTime> utc(String text) {
        int dot = text.indexOf('.');
        var seconds = Numbers.read(dot < 0 ? text : text.substring(0, dot));
        if (seconds.isPresent() && seconds.getAsLong() < 100_000_000_000L) {
            return Optional.of(Instant.ofEpochSecond(seconds.getAsLong()).atOffset(ZoneOffset.UTC));
        }
        String plain = text.replace(" UTC", "").replace(" GMT", "");
        if (plain.equals(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(plain, UTC_DATE).atOffset(ZoneOffset.UTC));
        } catch (DateTimeException otherForm) {
            return Optional.empty();
        }
    }

    /** A wall clock read within minutes of the moment is ahead of it by its offset, which is a multiple of a quarter hour. */
    private static Optional<ZoneOffset> zone(LocalDateTime wall, Instant at) {
        long ahead = wall.toEpochSecond(ZoneOffset.UTC) - at.getEpochSecond();
        long rounded = Math.round((double) ahead / QUARTER) * QUARTER;
        boolean near = Math.abs(ahead - rounded) <= APART.toSeconds();
        return near && rounded >= -12 * 3600 && rounded <= 14 * 3600
                ? Optional.of(ZoneOffset.ofTotalSeconds((int) rounded))
                : Optional.empty();
    }
}
