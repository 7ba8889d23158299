package kiriwake.state;

import java.util.Optional;
import kiriwake.net.Ip;

/** A range of addresses: the first {@code bits} of {@code base} are fixed. */
record Prefix(Ip base, int bits) {

    /** Reads {@code a}, {@code a/24} and {@code a/255.255.255.0}. */
    static Optional<Prefix> read(String text) {
        int slash = text.indexOf('/');
        Optional<Ip> base = Ip.read(slash < 0 ? text : text.substring(0, slash));
        if (base.isEmpty()) {
            return Optional.empty();
        }
        int most = base.get().isV6() ? 128 : 32;
        if (slash < 0) {
            return Optional.of(new Prefix(base.get(), most));
        }
        String length = text.substring(slash + 1);
        Optional<Ip> mask = length.contains(".") ? Ip.read(length) : Optional.empty();
        if (mask.isPresent()) {
            long value = mask.get().low();
            int ones = Long.bitCount(value);
            boolean whole = ones == 0 || value == (0xFFFFFFFFL << (32 - ones) & 0xFFFFFFFFL);
            return whole ? Optional.of(new Prefix(base.get(), ones)) : Optional.empty();
        }
        long bits = Numbers.read(length).orElse(-1);
        return bits < 0 || bits > most ? Optional.empty() : Optional.of(new Prefix(base.get(), (int) bits));
    }

    static Prefix of(Ip ip) {
        return new Prefix(ip, ip.isV6() ? 128 : 32);
    }

    boolean contains(Ip ip) {
        if (ip.isV6() != base.isV6()) {
            return false;
        }
        if (!ip.isV6()) {
            return bits == 0 || (ip.low() ^ base.low()) >>> (32 - bits) == 0;
        }
        long high = ip.high() ^ base.high();
        long low = ip.low() ^ base.low();
        if (bits == 0) {
            return true;
        }
        if (bits <= 64) {
            return high >>> (64 - bits) == 0;
        }
        return high == 0 && low >>> (128 - bits) == 0;
    }

    @Override
    public String toString() {
        return base + "/" + bits;
    }
}
