/**
 * Packets off the interfaces of this host, as they pass. Alone sees pcap4j; knows which packets to ask the kernel for and
 * not what is in them. A handle of libpcap lives and dies on one thread.
 */
@NullMarked
package kiriwake.source.capture;

import org.jspecify.annotations.NullMarked;
