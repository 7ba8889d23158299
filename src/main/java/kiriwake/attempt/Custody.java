package kiriwake.attempt;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.attempt.Rung.Place;
import kiriwake.event.Direction;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Timed;

/** Follows each message of the ladder from hand to hand (DESIGN.md §1). */
final class Custody {
    private static final List<Place> INWARD =
            List.of(Place.CLIENT, Place.WIRE, Place.FIREWALL, Place.KERNEL, Place.DAEMON);

    private final List<Timed> events;
    private final Watch watch;
    private final Ladder ladder;
    private final List<Timed> walks;
    private final boolean encapsulated;

    Custody(List<Timed> events, Watch watch, Ladder ladder) {
        this.events = events;
        this.watch = watch;
        this.ladder = ladder;
        this.walks =
                events.stream().filter(timed -> timed.told(Sign.FIREWALL_WALK)).toList();
        this.encapsulated = events.stream()
                .anyMatch(timed -> timed.told(Sign.NAT_FOUND)
                                && (timed.value("client").equals("yes")
                                        || timed.value("server").equals("yes"))
                        || timed.told(Sign.ESP_COUNT)
                                && timed.value("encapsulated").equals("yes"));
    }

    /** The rungs from the first message to the one after the last that anybody saw. */
    List<Rung> rungs(Outcome outcome) {
        Optional<Step> top = top();
        boolean wentWell = outcome == Outcome.ESTABLISHED || outcome == Outcome.CLOSED;
        var rungs = new ArrayList<Rung>();
        boolean broken = wentWell || outcome == Outcome.DROPPED || top.isEmpty();
        for (Step step : Step.values()) {
            boolean seen = ladder.has(step);
            boolean beyond = top.map(last -> step.compareTo(last) > 0).orElse(true);
            if (beyond && (broken || rungs.isEmpty() && !seen)) {
                break;
            }
            Map<Place, Seen> places = places(step);
            if (places.values().stream().allMatch(Seen.NOT_LOOKING::equals) && !beyond) {
                continue;
            }
            boolean lost = !broken && top.map(last -> step.compareTo(last) >= 0).orElse(false) && isLost(step, places);
            boolean never = !broken && beyond && !lost;
            rungs.add(new Rung(step, places, lost || never));
            broken |= lost || never;
        }
        return rungs;
    }

    /** The highest step that anybody saw; of ESP only what nothing else is behind. */
    private Optional<Step> top() {
        Optional<Step> top = Optional.empty();
        for (Timed timed : events) {
            if (timed.event().fact() instanceof kiriwake.event.Fact.Passed passed
                    && top.map(old -> passed.step().compareTo(old) > 0).orElse(true)) {
                top = Optional.of(passed.step());
            }
        }
        return top;
    }

    private Map<Place, Seen> places(Step step) {
        var places = new EnumMap<Place, Seen>(Place.class);
        places.put(Place.CLIENT, at(Vantage.CLIENT, step));
        places.put(Place.WIRE, at(Vantage.WIRE, step));
        Vantage daemon = daemonOf(step);
        Seen atDaemon = daemon == Vantage.WIRE ? Seen.NOT_LOOKING : at(daemon, step);
        places.put(Place.DAEMON, atDaemon);
        places.put(Place.FIREWALL, firewall(step, atDaemon));
        places.put(Place.KERNEL, kernel(step));
        return places;
    }

    private Seen at(Vantage vantage, Step step) {
        if (ladder.has(vantage, step)) {
            return Seen.SEEN;
        }
        return watch.looking(vantage, step) ? Seen.NOT_SEEN : Seen.NOT_LOOKING;
    }

    /** Whose log tells of the step; {@link Vantage#WIRE} when no daemon handles it. */
    static Vantage daemonOf(Step step) {
        return switch (step) {
            case MM1, MM2, MM3, MM4, MM5, MM6, QM1, QM2, QM3 -> Vantage.IKE;
            case SCCRQ, SCCRP, SCCCN, ICRQ, ICRP, ICCN -> Vantage.L2TP;
            case LCP_IN, LCP_OUT, AUTH_CHALLENGE, AUTH_RESPONSE, AUTH_SUCCESS, IPCP_IN, IPCP_OUT, ADDRESS ->
                Vantage.PPP;
            case ESP_IN, ESP_OUT, DATA_IN, DATA_OUT -> Vantage.WIRE;
        };
    }

    /** Which question of {@link Sign#FIREWALL_WALK} the step asks. */
    private String packet(Step step) {
        boolean in = step.direction() == Direction.IN;
        return switch (step) {
            case MM1, MM2, MM3, MM4 -> in ? "in-udp-500" : "out-udp-500";
            case MM5, MM6, QM1, QM2, QM3 ->
                encapsulated ? (in ? "in-udp-4500" : "out-udp-4500") : (in ? "in-udp-500" : "out-udp-500");
            case ESP_IN, ESP_OUT -> encapsulated ? (in ? "in-udp-4500" : "out-udp-4500") : (in ? "in-esp" : "out-esp");
            case DATA_IN -> "forward-from-ppp";
            case DATA_OUT -> "forward-to-ppp";
            default -> in ? "in-l2tp-decrypted" : "out-l2tp";
        };
    }

    private Seen firewall(Step step, Seen atDaemon) {
        if (walks.isEmpty() || !ladder.has(step)) {
            return Seen.NOT_LOOKING;
        }
        String packet = packet(step);
        Optional<Timed> walk = walks.stream()
                .filter(timed -> timed.value("packet").equals(packet))
                .findFirst();
        if (walk.isEmpty()) {
            return Seen.NOT_LOOKING;
        }
        boolean counted = Ladder.number(walk.get().value("counted")) > 0;
        return switch (walk.get().value("verdict")) {
            case "accept" -> counted || atDaemon == Seen.SEEN ? Seen.SEEN : Seen.NOT_LOOKING;
            case "drop" -> atDaemon == Seen.SEEN || !counted ? Seen.NOT_LOOKING : Seen.DROPPED;
            case "reject" -> atDaemon == Seen.SEEN || !counted ? Seen.NOT_LOOKING : Seen.REFUSED;
            default -> Seen.NOT_LOOKING;
        };
    }

    private Seen kernel(Step step) {
        return switch (step) {
            case ESP_IN -> esp("in");
            case ESP_OUT -> esp("out");
            case MM1 -> noListener("500") ? Seen.REFUSED : Seen.NOT_LOOKING;
            case MM5 -> noListener("4500") ? Seen.REFUSED : Seen.NOT_LOOKING;
            case SCCRQ -> ladder.has(Step.SCCRQ) && noListener("1701") ? Seen.REFUSED : Seen.NOT_LOOKING;
            default -> Seen.NOT_LOOKING;
        };
    }

    private Seen esp(String direction) {
        if (!ladder.has(Sign.SA_COUNT)) {
            return Seen.NOT_LOOKING;
        }
        List<Timed> counts = events.stream()
                .filter(timed ->
                        timed.told(Sign.SA_COUNT) && timed.value("direction").equals(direction))
                .toList();
        if (counts.isEmpty()) {
            return Seen.NOT_LOOKING;
        }
        return counts.stream().anyMatch(timed -> Ladder.number(timed.value("packets")) > 0) ? Seen.SEEN : Seen.NOT_SEEN;
    }

    private boolean noListener(String port) {
        if (!ladder.has(Sign.SOCKET_MISSING, Sign.ICMP_ERROR)) {
            return false;
        }
        return events.stream()
                .anyMatch(timed ->
                        timed.told(Sign.SOCKET_MISSING) && timed.value("port").equals(port)
                                || timed.told(Sign.ICMP_ERROR)
                                        && timed.value("direction").equals("out")
                                        && timed.value("name").equals("port-unreachable")
                                        && timed.value("port").equals(port));
    }

    /** A place on the way had it and a later place that was looking did not. */
    private static boolean isLost(Step step, Map<Place, Seen> places) {
        List<Place> way = step.direction() == Direction.IN ? INWARD : INWARD.reversed();
        boolean had = false;
        for (Place place : way) {
            Seen seen = places.getOrDefault(place, Seen.NOT_LOOKING);
            if (seen == Seen.DROPPED || seen == Seen.REFUSED || had && seen == Seen.NOT_SEEN) {
                return true;
            }
            had |= seen == Seen.SEEN;
        }
        return false;
    }
}
