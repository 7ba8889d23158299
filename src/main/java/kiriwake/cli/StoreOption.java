package kiriwake.cli;

import java.nio.file.Path;
import kiriwake.config.Config;
import kiriwake.store.StoreReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the agent's attempts are, for the commands that look at them. */
final class StoreOption {

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "The agent's folder; default: that of /etc/kiriwake/kiriwake.yaml.")
    private @Nullable Path folder;

    Path folder() {
        Path given = folder;
        return given == null
                ? Config.loadOrDefaults(Config.USUAL_PLACE).storage().folder()
                : given;
    }

    StoreReader open() {
        return StoreReader.open(folder());
    }
}
