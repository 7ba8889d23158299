package kiriwake.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What a client handed in.
 *
 * @param id chosen by us; the name of its file below {@code uploads}
 * @param name as the client called it: for showing only, never a path
 * @param sha256 in hex; the same content is kept once
 * @param attempt id of the one it belongs to, when that is known
 */
public record StoredUpload(
        String id, String name, Instant received, long bytes, String sha256, Optional<String> attempt) {}
