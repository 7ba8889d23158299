/** charon and the starter of strongSwan 5: IKEv1 responder. */
@NullMarked
package kiriwake.log.strongswan;

import org.jspecify.annotations.NullMarked;
