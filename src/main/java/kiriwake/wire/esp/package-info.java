/** ESP and its decryption with keys from {@code ip xfrm state} (RFC 4303, 3948, 3602, 2451, 4106). Keys stay in memory. */
@NullMarked
package kiriwake.wire.esp;

import org.jspecify.annotations.NullMarked;
