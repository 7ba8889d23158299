/**
 * Asks the host: its commands, its files, its kernel, as snapshots (DESIGN.md §4) and as what is installed and how it
 * logs. Takes keys and passwords out before anyone else sees a text. Judges nothing, reads no log.
 */
@NullMarked
package kiriwake.source.host;

import org.jspecify.annotations.NullMarked;
