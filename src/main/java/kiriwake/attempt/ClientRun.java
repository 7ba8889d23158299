package kiriwake.attempt;

import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.timeline.Timed;

/** One attempt as the client's log tells it; its moments are the client's wall clock read as UTC. */
public final class ClientRun {
    private final String source;
    private final Draft draft = new Draft();

    public ClientRun(String source) {
        this.source = source;
    }

    public void add(Timed timed) {
        draft.add(timed);
    }

    public String source() {
        return source;
    }

    public Draft draft() {
        return draft;
    }

    /** The Mac named a server, or something happened beyond noise. */
    public boolean triedAnything() {
        return draft.events().stream()
                .anyMatch(timed -> timed.event().fact() instanceof Fact.Passed
                        || timed.event().fact() instanceof Fact.Told told && told.sign() != Sign.CLIENT_ROUTER);
    }
}
