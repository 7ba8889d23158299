package kiriwake.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import kiriwake.trouble.Trouble;

/** The tables, one script a version: {@code src/main/resources/schema}. Scripts are added, never changed. */
final class Schema {
    static final Schema OURS = new Schema(List.of(script("0001-store.sql"), script("0002-packed-reports.sql")));
    private static final Pattern COMMENT = Pattern.compile("(?m)^--.*$");

    private final List<String> scripts;

    Schema(List<String> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    static String script(String name) {
        try (InputStream in = Schema.class.getResourceAsStream("/schema/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no schema/" + name + " in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    List<String> scripts() {
        return scripts;
    }

    static int version(Database database) throws StoreException {
        return database.ask(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("PRAGMA user_version")) {
                return row.next() ? row.getInt(1) : 0;
            }
        });
    }

    /** Brings an older database up to date, after a copy of it was made beside it; refuses a newer one. */
    void prepare(Database database, Path file) throws StoreException {
        int version = version(database);
        if (version > scripts.size()) {
            throw tooNew(file, version);
        }
        if (version > 0 && version < scripts.size()) {
            backUp(database, file, version);
        }
        for (int next = version; next < scripts.size(); next++) {
            apply(database, scripts.get(next), next + 1);
        }
    }

    private Trouble tooNew(Path file, int version) {
        return Trouble.ours(
                "cannot use the store " + file,
                "it was written by a later kiriwake: its schema is " + version + ", this program knows up to "
                        + scripts.size(),
                "install the later version again, or move the file away to begin with an empty store");
    }

    private static void backUp(Database database, Path file, int version) throws StoreException {
        Path copy = Path.of(file + ".before-" + (version + 1));
        try {
            Files.deleteIfExists(copy);
        } catch (IOException failure) {
            throw Trouble.ours(
                    "cannot update the store " + file,
                    "the old copy " + copy + " cannot be replaced: " + failure.getMessage(),
                    "remove " + copy);
        }
        database.ask(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("VACUUM INTO '" + copy.toString().replace("'", "''") + "'");
            }
        });
    }

    private static void apply(Database database, String script, int version) throws StoreException {
        database.change(true, connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String part : COMMENT.matcher(script).replaceAll("").split(";", -1)) {
                    if (!part.isBlank()) {
                        statement.execute(part);
                    }
                }
                return statement.execute("PRAGMA user_version=" + version);
            }
        });
    }
}
