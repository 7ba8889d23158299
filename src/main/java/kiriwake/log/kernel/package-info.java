/** What the kernel, netfilter, systemd, audit and fail2ban say of the VPN. */
@NullMarked
package kiriwake.log.kernel;

import org.jspecify.annotations.NullMarked;
