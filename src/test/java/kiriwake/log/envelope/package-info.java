@NullMarked
package kiriwake.log.envelope;

import org.jspecify.annotations.NullMarked;
