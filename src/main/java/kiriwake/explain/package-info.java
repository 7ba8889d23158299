/**
 * What is said about a cause, in English and Japanese: what happened, who has to act, what to do, what to write to
 * them. The texts are resources ({@code causes/<id>.md}, {@code causes/<id>.ja.md}); here they are only read. Decides
 * nothing and knows no attempt; how certain a cause is, is said by whoever found it.
 */
@NullMarked
package kiriwake.explain;

import org.jspecify.annotations.NullMarked;
