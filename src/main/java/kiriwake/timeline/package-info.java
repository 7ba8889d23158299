/** Events on one clock: the server's. Knows moments and their uncertainty; how the clocks were compared is not its work. */
@NullMarked
package kiriwake.timeline;

import org.jspecify.annotations.NullMarked;
