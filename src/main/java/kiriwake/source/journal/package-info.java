/**
 * Follows the journal through {@code journalctl} (systemd 219 up), as lines of JSON that {@code log.reader} reads like any
 * other log. Decides which programs are followed here at all: only those that do not reach a file.
 */
@NullMarked
package kiriwake.source.journal;

import org.jspecify.annotations.NullMarked;
