/** Reads whole logs: which line is whose, what it says, what the log would have shown. */
@NullMarked
package kiriwake.log.reader;

import org.jspecify.annotations.NullMarked;
