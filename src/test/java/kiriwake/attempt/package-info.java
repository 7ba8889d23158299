/** Tests of grouping, joining and custody. */
@NullMarked
package kiriwake.attempt;

import org.jspecify.annotations.NullMarked;
