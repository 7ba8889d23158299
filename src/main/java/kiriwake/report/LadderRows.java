package kiriwake.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.attempt.Attempt;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Vantage;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/**
 * What happened, one row for each message with everybody who saw it, and one for each other thing that matters. Rows
 * whose moments overlap have no order of their own and stand in the order of the protocol.
 */
final class LadderRows {
    /** Two places tell of the same message at most this far apart, beyond what their clocks leave open. */
    private static final double SAME_SECONDS = 1.5;
    /** The host's own story before the attempt is not part of it. */
    private static final double BEFORE_SECONDS = 2;

    private final List<Row> rows = new ArrayList<>();

    private LadderRows() {}

    /**
     * @param first the event that is shown: the sharpest of the first sights
     * @param seenBy how often each vantage saw it
     * @param order where each vantage's first sight stood among all events
     */
    record Row(Timed first, Map<Vantage, Integer> seenBy, Map<Vantage, Integer> order) {

        Moment at() {
            return first.moment().orElseThrow();
        }

        Optional<Step> step() {
            return first.event().fact() instanceof Fact.Passed passed ? Optional.of(passed.step()) : Optional.empty();
        }

        boolean byClient() {
            return seenBy.containsKey(Vantage.CLIENT);
        }

        List<Vantage> byServer() {
            return seenBy.keySet().stream()
                    .filter(vantage -> vantage != Vantage.CLIENT)
                    .toList();
        }

        int times(boolean client) {
            return seenBy.entrySet().stream()
                    .filter(entry -> (entry.getKey() == Vantage.CLIENT) == client)
                    .mapToInt(Map.Entry::getValue)
                    .max()
                    .orElse(0);
        }
    }

    static List<Row> of(Attempt attempt) {
        var ladder = new LadderRows();
        for (int i = 0; i < attempt.events().size(); i++) {
            Timed timed = attempt.events().get(i);
            if (timed.moment().isPresent() && isOfLadder(timed) && !isBefore(timed, attempt)) {
                ladder.add(timed, i);
            }
        }
        return ladder.ordered();
    }

    private void add(Timed timed, int order) {
        for (int i = rows.size() - 1; i >= 0; i--) {
            Row row = rows.get(i);
            if (isSame(row, timed)) {
                rows.set(i, joined(row, timed, order));
                return;
            }
        }
        var seenBy = new EnumMap<Vantage, Integer>(Vantage.class);
        seenBy.put(timed.vantage(), 1);
        var orders = new EnumMap<Vantage, Integer>(Vantage.class);
        orders.put(timed.vantage(), order);
        rows.add(new Row(timed, seenBy, orders));
    }

    private static boolean isSame(Row row, Timed timed) {
        boolean message = timed.event().fact() instanceof Fact.Passed;
        if (!row.first().event().fact().equals(timed.event().fact())) {
            return false;
        }
        if (row.seenBy().containsKey(timed.vantage())) {
            return true;
        }
        Moment one = row.at();
        Moment other = timed.moment().orElseThrow();
        double apart = Math.abs(other.secondsAfter(one));
        return message && apart <= one.plusMinusSeconds() + other.plusMinusSeconds() + SAME_SECONDS;
    }

    private static Row joined(Row row, Timed timed, int order) {
        var seenBy = new EnumMap<>(row.seenBy());
        boolean firstSight = seenBy.merge(timed.vantage(), 1, Integer::sum) == 1;
        var orders = new EnumMap<>(row.order());
        orders.putIfAbsent(timed.vantage(), order);
        boolean sharper =
                timed.moment().orElseThrow().plusMinusSeconds() < row.at().plusMinusSeconds();
        return new Row(firstSight && sharper ? timed : row.first(), seenBy, orders);
    }

    /** The messages first; then each other thing where its own source and the clocks allow it. */
    private List<Row> ordered() {
        var sorted = new ArrayList<>(
                rows.stream().filter(row -> row.step().isPresent()).toList());
        sorted.sort(Comparator.comparing(LadderRows::over));
        for (int i = 1; i < sorted.size(); i++) {
            for (int j = i; j > 0 && isTurnedRound(sorted.get(j - 1), sorted.get(j)); j--) {
                Row earlier = sorted.get(j);
                sorted.set(j, sorted.get(j - 1));
                sorted.set(j - 1, earlier);
            }
        }
        rows.stream()
                .filter(row -> row.step().isEmpty())
                .sorted(Comparator.comparing(LadderRows::over))
                .forEach(row -> sorted.add(place(row, sorted), row));
        return List.copyOf(sorted);
    }

    /** Before the first row that its own source tells later, or that is surely later. */
    private static int place(Row row, List<Row> sorted) {
        for (int i = 0; i < sorted.size(); i++) {
            Row other = sorted.get(i);
            if (isToldLater(row, other) || row.at().isSurelyBefore(other.at())) {
                return i;
            }
        }
        return sorted.size();
    }

    private static boolean isToldLater(Row row, Row other) {
        return row.order().entrySet().stream()
                .anyMatch(entry -> other.order().getOrDefault(entry.getKey(), -1) > entry.getValue());
    }

    private static Instant over(Row row) {
        return row.at().latest();
    }

    /** Both are messages, the clocks leave their order open, and the protocol knows it. */
    private static boolean isTurnedRound(Row one, Row other) {
        return one.step().isPresent()
                && other.step().isPresent()
                && one.step().get().compareTo(other.step().get()) > 0
                && !one.at().isSurelyBefore(other.at());
    }

    /** The time that is shown of each row, in seconds after the start: never backwards within what its clock leaves open. */
    static Map<Row, Double> seconds(List<Row> rows, Moment start) {
        var seconds = new LinkedHashMap<Row, Double>();
        double last = Double.NEGATIVE_INFINITY;
        for (Row row : rows) {
            double own = row.at().secondsAfter(start);
            double latest = own + row.at().plusMinusSeconds();
            last = last > own && last <= latest ? last : own;
            seconds.put(row, last);
        }
        return seconds;
    }

    private static boolean isBefore(Timed timed, Attempt attempt) {
        return timed.moment()
                .map(at -> attempt.start().secondsAfter(at) > BEFORE_SECONDS)
                .orElse(true);
    }

    private static boolean isOfLadder(Timed timed) {
        if (timed.event().fact() instanceof Fact.Passed) {
            return true;
        }
        Sign sign = ((Fact.Told) timed.event().fact()).sign();
        return switch (sign) {
            case VENDOR_IDS,
                    IKE_OFFER,
                    ESP_COUNT,
                    CHILD_SELECTOR,
                    CHILD_NAT_OA,
                    AUTH_METHOD,
                    IPCP_DNS,
                    CLIENT_ROUTER,
                    CLIENT_INTERFACE,
                    L2TP_MODE,
                    L2TP_LISTENING,
                    IKE_LISTENING,
                    IKE_CONNECTION_LOADED,
                    PPP_INTERFACE,
                    IKE_TRANSFORM_REFUSED,
                    CLIENT_PPP_STARTED,
                    PPP_TRAFFIC,
                    CLIENT_TRAFFIC,
                    OBSERVED,
                    SETTING,
                    SYSCTL,
                    IKE_ENCRYPTED_INFORMATIONAL,
                    L2TP_APPLE_CLIENT -> false;
            default -> true;
        };
    }
}
