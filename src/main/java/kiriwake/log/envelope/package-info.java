/** Takes the time, the host and the program off a line, in every form such lines come. Knows no daemon. */
@NullMarked
package kiriwake.log.envelope;

import org.jspecify.annotations.NullMarked;
