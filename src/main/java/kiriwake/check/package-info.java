/**
 * Whether a server can serve at all: each check looks at one snapshot of its state and says what it saw, how bad it is
 * and what to do. Knows no attempt, runs no command and opens no file.
 */
@NullMarked
package kiriwake.check;

import org.jspecify.annotations.NullMarked;
