package kiriwake.config;

import java.util.function.Function;

/**
 * One setting: the only place that knows it.
 *
 * @param name section and key, {@code capture.buffer}
 * @param written the default, as it stands in the file
 * @param restart a change is in force only after a restart
 * @param meaning what it is, with its unit and its bounds, for the file
 * @param value where a {@link Config} has it
 */
record Key(
        String name,
        Syntax<?> syntax,
        String written,
        boolean restart,
        String meaning,
        Function<Config, Object> value) {

    String section() {
        return name.substring(0, name.indexOf('.'));
    }

    String shortName() {
        return name.substring(name.indexOf('.') + 1);
    }
}
