package kiriwake.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import kiriwake.event.Event;
import kiriwake.event.Evidence;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Stamp;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;

/**
 * What two snapshots say about one attempt between them. A fact is told when it held the whole time as far as can be
 * seen: what differs between the snapshots is noted, or told as a change, and never as a state.
 *
 * @param events without time; in a fixed order
 * @param notes what could not be concluded, and why; what the snapshots themselves did not understand is not repeated
 */
public record HostFacts(List<Event> events, List<Note> notes) {

    public HostFacts {
        events = List.copyOf(events);
        notes = List.copyOf(notes);
    }

    /**
     * @param before taken before the attempt; empty when nobody did
     * @param after taken after it; of a single snapshot it does not matter which it is
     * @param peer the client's address as the server sees it
     * @param serverAddresses what this client dialled or the packets were sent to, if known; else the host's own count
     */
    public static HostFacts of(
            Optional<HostState> before, Optional<HostState> after, Optional<Ip> peer, Collection<Ip> serverAddresses) {
        Optional<HostState> latest = after.or(() -> before);
        if (latest.isEmpty()) {
            return new HostFacts(List.of(), List.of());
        }
        boolean two = before.isPresent() && after.isPresent();
        var facts = new Facts(latest.get(), two ? before : Optional.empty(), after.isPresent(), peer, serverAddresses);
        FirewallFacts.tell(facts);
        KernelFacts.tell(facts);
        DaemonFacts.tell(facts);
        SettingFacts.tell(facts);
        return new HostFacts(facts.events, facts.notes.toList());
    }

    /** Where the facts are gathered, with what they are drawn from. */
    static final class Facts {
        /** The later snapshot, or the only one. */
        final HostState now;
        /** The earlier of two. */
        final Optional<HostState> then;
        /** {@link #now} was taken after the attempt, so that what is not there any more is known to be gone. */
        final boolean nowIsAfter;

        final Optional<Ip> peer;
        /** Addresses the client may have dialled, own ones only, unless none of the given is one of this host. */
        final List<Ip> servers;

        final Notes notes = new Notes();
        private final List<Event> events = new ArrayList<>();

        Facts(
                HostState now,
                Optional<HostState> then,
                boolean nowIsAfter,
                Optional<Ip> peer,
                Collection<Ip> serverAddresses) {
            this.now = now;
            this.then = then;
            this.nowIsAfter = nowIsAfter;
            this.peer = peer;
            List<Ip> own = now.dialled().stream().map(Card.Own::ip).toList();
            List<Ip> given = serverAddresses.stream()
                    .filter(ip -> own.isEmpty() || own.contains(ip))
                    .sorted()
                    .toList();
            boolean v6 = peer.map(Ip::isV6).orElse(false);
            this.servers =
                    given.isEmpty() ? own.stream().filter(ip -> ip.isV6() == v6).toList() : given;
        }

        void tell(Vantage vantage, Line line, Sign sign, String... namesAndValues) {
            tell(vantage, line.evidence(), List.of(), sign, namesAndValues);
        }

        void tell(Vantage vantage, Evidence evidence, List<Tie> ties, Sign sign, String... namesAndValues) {
            events.add(new Event(
                    new Stamp.None(), vantage, evidence, Fact.told(sign, withoutEmpty(namesAndValues)), ties));
        }

        /** A part that the source does not give is left out. */
        private static String[] withoutEmpty(String... namesAndValues) {
            var kept = new ArrayList<String>();
            for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
                if (!namesAndValues[i + 1].isEmpty()) {
                    kept.add(namesAndValues[i]);
                    kept.add(namesAndValues[i + 1]);
                }
            }
            return kept.toArray(new String[0]);
        }

        void changed(Line line, String what) {
            notes.add(line, what);
        }

        List<Tie> peerTies() {
            return peer.map(ip -> List.of(new Tie(Tie.Kind.PEER, ip.toString())))
                    .orElse(List.of());
        }
    }
}
