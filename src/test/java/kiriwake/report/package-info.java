/** Tests of the report's words. */
@NullMarked
package kiriwake.report;

import org.jspecify.annotations.NullMarked;
