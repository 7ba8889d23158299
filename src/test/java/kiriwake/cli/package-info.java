@NullMarked
package kiriwake.cli;

import org.jspecify.annotations.NullMarked;
