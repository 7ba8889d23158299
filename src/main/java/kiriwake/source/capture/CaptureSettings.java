package kiriwake.source.capture;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kiriwake.net.Ip;

/**
 * What to capture, and how.
 *
 * @param interfaces names, {@code any} and {@code nflog:GROUP} among them; empty or {@link #FOUND} among them: those that
 *     carry a default route or a public address, whenever they appear
 * @param only the one peer whose packets matter
 * @param snapLength octets of a packet to keep; 0: as many as a frame of the interface has, up to 9400
 * @param bufferOctets of the kernel's ring for control packets; that for ESP has a quarter of it
 * @param immediate every packet is handed over as it comes; else they wait for each other up to 100 ms
 * @param lookEvery how often interfaces are looked for
 */
public record CaptureSettings(
        List<String> interfaces,
        Optional<Ip> only,
        int snapLength,
        int bufferOctets,
        boolean immediate,
        Duration lookEvery) {

    /** In the place of a name: those that are found, beside those that are named. */
    public static final String FOUND = "auto";

    public CaptureSettings {
        interfaces = List.copyOf(interfaces);
        if (snapLength < 0 || snapLength > 1 << 18 || bufferOctets < 1 << 14 || lookEvery.toMillis() < 1) {
            throw new IllegalArgumentException("snap length, buffer or interval out of range");
        }
    }

    /** Found interfaces, every peer, 2 MiB, immediate: control packets are few and answers wait for them. */
    public static CaptureSettings standard() {
        return new CaptureSettings(List.of(), Optional.empty(), 0, 2 << 20, true, Duration.ofMillis(500));
    }

    public CaptureSettings on(List<String> names) {
        return new CaptureSettings(names, only, snapLength, bufferOctets, immediate, lookEvery);
    }

    CaptureSettings ring(int octets) {
        return new CaptureSettings(interfaces, only, snapLength, octets, immediate, lookEvery);
    }

    public CaptureSettings only(Optional<Ip> peer) {
        return new CaptureSettings(interfaces, peer, snapLength, bufferOctets, immediate, lookEvery);
    }
}
