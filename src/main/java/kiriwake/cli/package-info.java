/** The commands: they alone print and exit. What they print is made elsewhere. */
@NullMarked
package kiriwake.cli;

import org.jspecify.annotations.NullMarked;
