@NullMarked
package kiriwake.log.reader;

import org.jspecify.annotations.NullMarked;
