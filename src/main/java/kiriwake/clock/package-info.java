/** Turns stamps into moments on the server's clock, each with its uncertainty. The only place that does. */
@NullMarked
package kiriwake.clock;

import org.jspecify.annotations.NullMarked;
