package kiriwake.store;

import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import kiriwake.trouble.Trouble;

/** The store for another process than the agent's, which may be running: only reads, and reads a newer schema if it can. */
public final class StoreReader implements Closeable {
    private final Path folder;
    private final Database database;
    private final Reading reading;

    private StoreReader(Path folder, Database database) {
        this.folder = folder;
        this.database = database;
        this.reading = new Reading(database, folder.toString());
    }

    public static StoreReader open(Path folder) {
        Path file = folder.resolve("kiriwake.db");
        if (!Files.isReadable(file)) {
            throw Trouble.input(
                    "cannot read the attempts in " + folder,
                    Files.exists(file) ? "permission denied" : "there is no store: no agent has run with this folder",
                    Files.exists(file)
                            ? "run it as root, or as user kiriwake"
                            : "start the service: systemctl start kiriwake");
        }
        return new StoreReader(folder, new Database(file, true));
    }

    public AttemptStore attempts() {
        return new AttemptStore(reading);
    }

    public AgentState state() {
        return new AgentState(reading);
    }

    public CaseFolders cases() {
        return new CaseFolders(folder.resolve("cases"));
    }

    @Override
    public void close() {
        database.close();
    }
}
