/**
 * Case folders (DESIGN.md §4): written whole or not at all, and put through the whole path. The one place where evidence
 * that was handed in becomes sources and settings of the pipeline.
 */
@NullMarked
package kiriwake.cases;

import org.jspecify.annotations.NullMarked;
