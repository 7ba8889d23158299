/** Short words for events in tests. */
@NullMarked
package kiriwake.told;

import org.jspecify.annotations.NullMarked;
