@NullMarked
package kiriwake.log;

import org.jspecify.annotations.NullMarked;
