/**
 * Who tried what, when and up to which stage: events with common ties become one attempt, the client's and the server's
 * halves are joined, and custody says who held each message. Blames nobody.
 */
@NullMarked
package kiriwake.attempt;

import org.jspecify.annotations.NullMarked;
