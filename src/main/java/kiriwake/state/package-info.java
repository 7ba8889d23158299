/**
 * What the server's own commands printed before and after an attempt, as facts: sockets, processes, security
 * associations, counters, settings, and the walk of the packets that matter through the firewall. Reads text handed in,
 * opens no file and runs no command; blames nobody. Formats as CentOS 7 and newer print them: iptables 1.4.21, iproute
 * 4.11, procps 3.3.10, libreswan 3.25, strongSwan 5.7.2.
 */
@NullMarked
package kiriwake.state;

import org.jspecify.annotations.NullMarked;
