/**
 * What the agent keeps: attempts with their reports, how far each source was read, log lines that are still needed, its own
 * state, what clients uploaded, and case folders; all under one disk budget. Alone sees {@code java.sql}. Keeps reports as
 * the text it is given, packed, and judges nothing.
 */
@NullMarked
package kiriwake.store;

import org.jspecify.annotations.NullMarked;
