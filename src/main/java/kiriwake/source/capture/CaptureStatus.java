package kiriwake.source.capture;

import java.util.List;
import kiriwake.net.Ip;

/**
 * One interface since the capture began, over all the times it was opened.
 *
 * @param open it is captured now
 * @param addresses it has, or had last
 * @param received packets that passed the filter, those dropped included
 * @param droppedByKernel of those, not delivered because the buffer was full
 * @param droppedByInterface what the interface counted itself, of any traffic
 * @param openings how often it was opened
 * @param trouble why it is not captured; empty when it is
 */
public record CaptureStatus(
        String interfaceName,
        boolean open,
        List<Ip> addresses,
        long received,
        long droppedByKernel,
        long droppedByInterface,
        long openings,
        String trouble) {

    public CaptureStatus {
        addresses = List.copyOf(addresses);
    }
}
