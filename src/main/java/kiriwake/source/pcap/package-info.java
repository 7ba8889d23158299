/** Reads pcap and pcapng files and writes pcap, in plain Java, in constant memory. Knows the files, not the packets. */
@NullMarked
package kiriwake.source.pcap;

import org.jspecify.annotations.NullMarked;
