package kiriwake.source.capture;

import kiriwake.bytes.Bytes;

/**
 * One packet as it passed.
 *
 * @param interfaceName what it was captured on: {@code eth0}, {@code nflog:5}
 * @param linkType of the file format's registry (LINKTYPE_)
 * @param nanos since 1970-01-01T00:00Z, by the kernel
 * @param wireLength octets it had; more than {@code octets} holds when it was longer than the snap length
 */
public record Packet(String interfaceName, int linkType, long nanos, int wireLength, Bytes octets) {}
