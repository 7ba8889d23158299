package kiriwake.pipeline;

import java.util.List;
import java.util.Optional;
import kiriwake.event.Coverage;

/**
 * What reading one source came to.
 *
 * @param dialect {@code pcap}, {@code pluto}, {@code mixed} …, for the report
 * @param lines lines or packets
 * @param trouble what could not be read; the rest was
 */
record Reading(
        String source,
        String dialect,
        long lines,
        long read,
        long noise,
        long unread,
        long gaps,
        List<Coverage> coverages,
        Optional<String> trouble) {

    Reading {
        coverages = List.copyOf(coverages);
    }
}
