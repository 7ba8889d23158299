package kiriwake.source.pcap;

/** Gets each record of a capture, in file order. */
@FunctionalInterface
public interface PacketSink {

    /**
     * @param number from 1, every record counted
     * @param nanos since 1970-01-01T00:00Z; 0 when the file gives none
     * @param linkType of the file's registry (LINKTYPE_)
     * @param wireLength octets on the wire
     * @param octets holds the captured octets from {@code from} to {@code to}; only valid during the call
     */
    void packet(long number, long nanos, int linkType, int wireLength, byte[] octets, int from, int to);
}
