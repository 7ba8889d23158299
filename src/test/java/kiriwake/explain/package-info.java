@NullMarked
package kiriwake.explain;

import org.jspecify.annotations.NullMarked;
