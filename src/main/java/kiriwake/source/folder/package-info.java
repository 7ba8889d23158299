/** Finds out what a case folder, or any file handed in, holds: captures, logs, snapshots. Opens files, reads no meaning. */
@NullMarked
package kiriwake.source.folder;

import org.jspecify.annotations.NullMarked;
