/** A diagnosis as text or JSON, in English or Japanese. Decides nothing. */
@NullMarked
package kiriwake.report;

import org.jspecify.annotations.NullMarked;
