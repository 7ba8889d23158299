/** Packets of interest for people and programs: one JSON object a line (kiriwake's decode contract), or a ladder to read. */
@NullMarked
package kiriwake.decode;

import org.jspecify.annotations.NullMarked;
