/**
 * The live parts put together as a service: threads, limits, start and stop, and what systemd is told of them.
 * Judges nothing itself. sd_notify(3), systemd.service(5).
 */
@NullMarked
package kiriwake.agent;

import org.jspecify.annotations.NullMarked;
