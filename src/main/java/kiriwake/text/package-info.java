/**
 * Text laid out for a terminal: display width, wrapping by the rules of English and Japanese, colour, near misses of
 * a name. Knows nothing of what the text says. Unicode Standard Annex 11 (width), JIS X 4051 (line breaking, the
 * part of it that shows in a terminal).
 */
@NullMarked
package kiriwake.text;

import org.jspecify.annotations.NullMarked;
