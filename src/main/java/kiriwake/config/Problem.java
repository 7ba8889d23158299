package kiriwake.config;

import java.util.Optional;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param line from 1; 0 when it concerns the whole file
 * @param column from 1; 0 when it concerns the whole file
 * @param key with the section it stands in, {@code capture.buffer}; empty when it concerns no key
 * @param what a sentence without a full stop
 * @param nearest the known key it resembles
 */
public record Problem(String file, int line, int column, String key, String what, Optional<String> nearest) {

    /** {@code /etc/kiriwake/kiriwake.yaml:12:3: capture.bufer: is no key; did you mean capture.buffer?} */
    public String told() {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        String said = key.isEmpty() ? what : key + ": " + what;
        return place + ": " + said
                + nearest.map(known -> "; did you mean " + known + "?").orElse("");
    }
}
