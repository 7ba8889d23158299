/**
 * The settings of {@code /etc/kiriwake/kiriwake.yaml}: read, checked, all problems at once. Every key has a default, so
 * an empty file is a good one. Knows what a setting may be, not what is done with it.
 */
@NullMarked
package kiriwake.config;

import org.jspecify.annotations.NullMarked;
