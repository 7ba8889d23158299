/**
 * What decoded packets state: IKE, ESP, L2TP and PPP messages become steps and signs. Keeps little: a bounded number of
 * exchanges, each only as far as the next message needs it. Decodes nothing and judges nobody.
 */
@NullMarked
package kiriwake.observe;

import org.jspecify.annotations.NullMarked;
