package kiriwake.net;

/** One end of a flow. {@code port} is 0 to 65535; 0 where the protocol has none. */
public record Endpoint(Ip ip, int port) {

    public Endpoint {
        if (port < 0 || port > 0xFFFF) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    @Override
    public String toString() {
        return ip.isV6() ? "[" + ip + "]:" + port : ip + ":" + port;
    }
}
