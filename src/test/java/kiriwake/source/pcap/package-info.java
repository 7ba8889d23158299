@NullMarked
package kiriwake.source.pcap;

import org.jspecify.annotations.NullMarked;
