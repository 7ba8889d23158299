@NullMarked
package kiriwake.text;

import org.jspecify.annotations.NullMarked;
