/**
 * The whole path as one function: sources to diagnosis. Opens nothing by itself (it is handed streams), prints nothing,
 * reads no clock. Memory is bounded: sources are streamed and merged by time, attempts are judged as they close.
 */
@NullMarked
package kiriwake.pipeline;

import org.jspecify.annotations.NullMarked;
