package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiriwake.net.Ip;

/** The addresses that clients are given: {@code ip range} of xl2tpd.conf, and those that chap-secrets names for a user. */
record Pool(List<Ip> samples, String text, Optional<Line> line) {

    Pool {
        samples = List.copyOf(samples);
    }

    static Pool of(HostState state) {
        var samples = new ArrayList<Ip>();
        var texts = new ArrayList<String>();
        Optional<Line> shown = Optional.empty();
        for (Setting setting : state.xl2tpdConf()) {
            if (!setting.key().equals("ip range") || !setting.section().startsWith("lns")) {
                continue;
            }
            texts.add(setting.value());
            shown = shown.or(() -> Optional.of(setting.line()));
            for (String part : setting.value().split(",", -1)) {
                for (String end : part.split("-", 2)) {
                    Ip.read(end.strip()).ifPresent(samples::add);
                }
            }
        }
        for (Line line : state.sheet("chap-secrets.redacted").lines()) {
            List<String> words = line.words();
            Optional<Ip> given = words.size() == 4 ? Ip.read(words.get(3)) : Optional.empty();
            if (given.isPresent()) {
                samples.add(given.get());
                texts.add(given.get().toString());
                shown = shown.or(() -> Optional.of(line));
            }
        }
        return new Pool(samples, String.join(", ", texts), shown);
    }
}
