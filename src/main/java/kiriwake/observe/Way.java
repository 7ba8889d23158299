package kiriwake.observe;

import kiriwake.event.Direction;
import kiriwake.net.Endpoint;
import kiriwake.net.Ip;

/** The two ends of one packet, told apart: who is the client and who the server. */
record Way(Endpoint client, Endpoint server, Direction direction) {

    Ip peer() {
        return client.ip();
    }
}
