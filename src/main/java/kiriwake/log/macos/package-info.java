/** The Mac's ppp.log, 10.6 and later, in every form it gets pasted. */
@NullMarked
package kiriwake.log.macos;

import org.jspecify.annotations.NullMarked;
