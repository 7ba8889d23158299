package kiriwake.source.host;

import java.time.Duration;

/**
 * The keys of ESP as the kernel has them, to look inside the tunnels. What this gives is a secret: it stays in memory,
 * goes to the decryption and nowhere else, and is never written, logged or put into an exception. Whoever holds it lets
 * go of it when the attempt is over.
 */
public final class Keys {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** Some 700 octets an association, two a client. */
    private static final int MOST = 4 << 20;

    private final Commands commands;

    public Keys(Commands commands) {
        this.commands = commands;
    }

    /**
     * What {@code ip xfrm state} prints, keys included; never written anywhere (see above). Empty text when there is no
     * association, when we may not ask (CAP_NET_ADMIN) or when the command is missing.
     */
    public String now() {
        return switch (commands.run(LIMIT, MOST, "ip", "xfrm", "state")) {
            case Ran.Exited exited -> exited.succeeded() ? exited.output() : "";
            // cut in the middle of an association: the last one is left out
            case Ran.Killed killed -> killed.late() ? "" : whole(killed.output());
            case Ran.Missing missing -> "";
            case Ran.Refused refused -> "";
        };
    }

    private static String whole(String output) {
        int last = output.lastIndexOf("\nsrc ");
        return last < 0 ? "" : output.substring(0, last + 1);
    }
}
