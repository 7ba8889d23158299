/** What the readers of log dialects share: the catalogue of lines, what a line says, PPP's packet dumps, the reader of files. */
@NullMarked
package kiriwake.log;

import org.jspecify.annotations.NullMarked;
