/** The whole path, from files and as it happens. */
@NullMarked
package kiriwake.pipeline;

import org.jspecify.annotations.NullMarked;
