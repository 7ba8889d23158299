/**
 * The one language of kiriwake: what was seen (facts), by whom (vantage), where it stands in the input (evidence), when
 * by which clock (stamp), and what every source could have seen (coverage). Packets and log lines both end here; what
 * follows from them is decided elsewhere.
 */
@NullMarked
package kiriwake.event;

import org.jspecify.annotations.NullMarked;
