/**
 * Follows log files line by line through rename, copytruncate, compression, absence and restarts. Knows bytes, lines and
 * where in a file they stood; reads no meaning but the notices by which syslog and the journal admit having dropped
 * messages. Keeps nothing on disk: where it stands is handed out as a {@link kiriwake.source.tail.Checkpoint}.
 */
@NullMarked
package kiriwake.source.tail;

import org.jspecify.annotations.NullMarked;
