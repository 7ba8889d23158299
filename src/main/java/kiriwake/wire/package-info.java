/**
 * One captured packet taken apart: what it is, which message it carries, whether it contradicts itself. The protocols are
 * read in the subrooms; which packets are of interest is said here (DESIGN.md §3, decode).
 */
@NullMarked
package kiriwake.wire;

import org.jspecify.annotations.NullMarked;
