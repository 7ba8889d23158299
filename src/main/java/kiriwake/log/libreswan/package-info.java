/** pluto of libreswan 3.15 to 5: IKEv1 responder. */
@NullMarked
package kiriwake.log.libreswan;

import org.jspecify.annotations.NullMarked;
