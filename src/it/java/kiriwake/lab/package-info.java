/** Scenarios of the lab, run live: real daemons in User-mode Linux (src/lab/README.md). */
@NullMarked
package kiriwake.lab;

import org.jspecify.annotations.NullMarked;
