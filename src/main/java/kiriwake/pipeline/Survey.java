package kiriwake.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kiriwake.clock.Offsets.Estimate;
import kiriwake.clock.WallClock;
import kiriwake.diagnose.Diagnosis.ClockReading;
import kiriwake.event.Event;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Stamp;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.net.Ip;

/**
 * A first look at the sources, before they are merged by time: which zone the server's logs are in, which year, and which
 * addresses are the server's own.
 */
final class Survey {
    private static final int MOST_EVENTS = 4000;
    /** A log's last line and a snapshot of the clock right after it are at most this far apart. */
    private static final double NEAR_SECONDS = 420;

    private final Map<String, WallClock> clocks = new HashMap<>();
    private final List<ClockReading> readings = new ArrayList<>();
    private final Set<Ip> addresses = new TreeSet<>();

    private Survey() {}

    static Survey of(List<Source> sources, Settings settings) {
        var survey = new Survey();
        survey.addresses.addAll(settings.serverAddresses());
        if (survey.addresses.isEmpty()) {
            survey.addressesOf(settings.host().about(Optional.empty(), Set.of()));
        }
        Map<String, List<Event>> samples = samples(sources, settings);
        if (survey.addresses.isEmpty()) {
            samples.values().forEach(survey::addressesOf);
        }
        var vote = new ZoneVote();
        sources.stream().filter(source -> source.kind() == Source.Kind.CAPTURE).forEach(source -> SourceReader.sample(
                        source, survey.addresses, settings, MOST_EVENTS)
                .forEach(vote::wire));
        for (Source source : sources) {
            survey.clocks.put(source.name(), survey.clockOf(source, samples, vote, settings));
        }
        return survey;
    }

    private static Map<String, List<Event>> samples(List<Source> sources, Settings settings) {
        boolean compare = settings.reference().isPresent()
                && (settings.referenceIsServerUtc()
                        || sources.stream().anyMatch(source -> source.kind() == Source.Kind.CAPTURE));
        var samples = new HashMap<String, List<Event>>();
        for (Source source : sources) {
            if (source.kind() != Source.Kind.CAPTURE && compare) {
                samples.put(source.name(), SourceReader.sample(source, Set.of(), settings, MOST_EVENTS));
            }
        }
        return samples;
    }

    private void addressesOf(List<Event> events) {
        for (Event event : events) {
            if (event.fact() instanceof Fact.Told told && told.sign() == Sign.SERVER_ADDRESS) {
                add(told.value("address"));
            }
            if (event.vantage() == Vantage.IKE) {
                event.tie(Tie.Kind.SERVER).ifPresent(this::add);
            }
        }
    }

    private void add(String address) {
        Ip.read(address)
                .filter(ip -> !address.startsWith("127.") && !address.equals("::1") && !address.startsWith("fe80:"))
                .ifPresent(addresses::add);
    }

    private WallClock clockOf(Source source, Map<String, List<Event>> samples, ZoneVote vote, Settings settings) {
        Optional<Instant> reference = vote.reference().or(settings::reference);
        WallClock utc = WallClock.utc(reference);
        List<Event> sample = samples.getOrDefault(source.name(), List.of());
        boolean wall = sample.stream().anyMatch(event -> event.stamp() instanceof Stamp.Wall);
        boolean client = source.kind() == Source.Kind.CLIENT
                || !sample.isEmpty() && sample.stream().allMatch(event -> event.vantage() == Vantage.CLIENT);
        if (source.kind() == Source.Kind.CAPTURE || client) {
            return utc;
        }
        if (settings.zoneSeconds().isPresent()) {
            return told(source, utc, settings.zoneSeconds().get(), 0, "given");
        }
        if (!wall) {
            return utc;
        }
        Optional<ZoneVote.Vote> voted = vote.vote(sample);
        if (voted.isPresent()) {
            return told(source, utc, voted.get().offsetSeconds(), voted.get().anchors(), "sequence");
        }
        Optional<Double> byDate =
                settings.referenceIsServerUtc() ? nearReference(sample, utc, settings) : Optional.empty();
        return byDate.isPresent() ? told(source, utc, byDate.get(), 1, "sequence") : told(source, utc, 0, 0, "assumed");
    }

    private WallClock told(Source source, WallClock clock, double offset, int anchors, String how) {
        var estimate = new Estimate(offset, 0, anchors);
        readings.add(new ClockReading(source.name(), Optional.of(offset), 0, estimate.zone(), 0, anchors, how));
        return clock.withOffset(offset, 0);
    }

    /** The half hours that bring the last line next to the reading of the clock that was taken after it. */
    private static Optional<Double> nearReference(List<Event> sample, WallClock utc, Settings settings) {
        Optional<Instant> last = sample.reversed().stream()
                .flatMap(event -> utc.moment(event.stamp()).stream())
                .map(moment -> moment.at())
                .findFirst();
        if (last.isEmpty() || settings.reference().isEmpty()) {
            return Optional.empty();
        }
        double gap = Duration.between(settings.reference().get(), last.get()).toMillis() / 1000.0;
        double zone = Math.rint(gap / 1800) * 1800;
        return Math.abs(gap - zone) <= NEAR_SECONDS ? Optional.of(zone) : Optional.empty();
    }

    WallClock clock(Source source) {
        return clock(source.name());
    }

    WallClock clock(String source) {
        return clocks.getOrDefault(source, WallClock.utc(Optional.empty()));
    }

    List<ClockReading> readings() {
        return List.copyOf(readings);
    }

    Set<Ip> serverAddresses() {
        return Set.copyOf(addresses);
    }
}
