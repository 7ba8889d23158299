package kiriwake.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kiriwake.attempt.Attempt;
import kiriwake.attempt.Rung;
import kiriwake.diagnose.Candidate;
import kiriwake.diagnose.Diagnosis;
import kiriwake.diagnose.Diagnosis.ClockReading;
import kiriwake.diagnose.Diagnosis.Input;
import kiriwake.diagnose.Diagnosis.Judged;
import kiriwake.diagnose.Finding;
import kiriwake.diagnose.Missing;
import kiriwake.diagnose.Verdict;
import kiriwake.event.Evidence;
import kiriwake.net.Ip;
import kiriwake.timeline.Moment;
import kiriwake.timeline.Timed;

/** The report for programs: {@code kiriwake-report/1}, as the schema beside it says. */
final class JsonReport {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final JsonGenerator json;
    private final Words words;
    private final Texts texts;

    private JsonReport(JsonGenerator json, Words words) {
        this.json = json;
        this.words = words;
        this.texts = new Texts(words);
    }

    static void write(Diagnosis diagnosis, List<Judged> shown, Words words, ReportOptions options, OutputStream out)
            throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            new JsonReport(json, words).report(diagnosis, shown, options);
            json.writeRaw('\n');
        }
    }

    private void report(Diagnosis diagnosis, List<Judged> shown, ReportOptions options) throws IOException {
        json.writeStartObject();
        json.writeStringField("format", "kiriwake-report/1");
        json.writeStringField("generated", TIME.format(options.generated()));
        json.writeStringField("kiriwake", options.version());
        json.writeArrayFieldStart("inputs");
        for (Input input : diagnosis.inputs()) {
            input(input);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("server");
        json.writeArrayFieldStart("addresses");
        for (Ip ip : diagnosis.server().addresses()) {
            json.writeString(ip.toString());
        }
        json.writeEndArray();
        text("ike", diagnosis.server().ike());
        text("l2tp", diagnosis.server().l2tp());
        text("ppp", diagnosis.server().ppp());
        json.writeEndObject();
        json.writeArrayFieldStart("clocks");
        for (ClockReading clock : diagnosis.clocks()) {
            clock(clock);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("attempts");
        for (Judged judged : shown) {
            attempt(judged);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("others");
        for (var other : new java.util.TreeMap<>(diagnosis.others()).entrySet()) {
            json.writeNumberField(other.getKey(), other.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void text(String field, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(field, value.get());
        } else {
            json.writeNullField(field);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private void input(Input input) throws IOException {
        json.writeStartObject();
        json.writeStringField("source", input.source());
        text("vantage", input.vantage().map(vantage -> vantage.id()));
        json.writeStringField("dialect", input.dialect());
        json.writeArrayFieldStart("covers");
        if (input.from().isPresent() && input.to().isPresent()) {
            json.writeString(TIME.format(input.from().get()));
            json.writeString(TIME.format(input.to().get()));
        }
        json.writeEndArray();
        json.writeNumberField("lines", input.lines());
        json.writeNumberField("read", input.read());
        json.writeNumberField("noise", input.noise());
        json.writeNumberField("unread", input.unread());
        json.writeNumberField("gaps", input.gaps());
        text("trouble", input.trouble());
        json.writeEndObject();
    }

    private void clock(ClockReading clock) throws IOException {
        json.writeStartObject();
        json.writeStringField("source", clock.source());
        if (clock.offsetSeconds().isPresent()) {
            json.writeNumberField("offsetSeconds", rounded(clock.offsetSeconds().get()));
        } else {
            json.writeNullField("offsetSeconds");
        }
        json.writeNumberField("plusMinusSeconds", rounded(clock.plusMinusSeconds()));
        json.writeStringField("reading", texts.clock(clock));
        json.writeNumberField("anchors", clock.anchors());
        json.writeStringField("how", clock.how());
        json.writeEndObject();
    }

    private void attempt(Judged judged) throws IOException {
        Attempt attempt = judged.attempt();
        json.writeStartObject();
        json.writeStringField("id", attempt.id());
        text("peer", attempt.peer().map(Ip::toString));
        text("peerInside", attempt.peerInside().map(Ip::toString));
        text("user", attempt.user());
        time("start", Optional.of(attempt.start()).filter(moment -> moment.at().isAfter(Instant.EPOCH)));
        time("end", Optional.of(attempt.end()).filter(moment -> moment.at().isAfter(Instant.EPOCH)));
        json.writeStringField(
                "alignment", attempt.alignment().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.writeStringField("outcome", attempt.outcome().id());
        json.writeStringField("reached", attempt.reached().id());
        json.writeFieldName("verdict");
        verdict(judged);
        json.writeArrayFieldStart("custody");
        for (Rung rung : attempt.custody()) {
            rung(rung);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("timeline");
        for (Timed timed : attempt.events()) {
            timeline(timed);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void time(String field, Optional<Moment> moment) throws IOException {
        text(field, moment.map(at -> TIME.format(at.at())));
    }

    private void verdict(Judged judged) throws IOException {
        Verdict verdict = judged.verdict();
        json.writeStartObject();
        json.writeStringField("side", verdict.side().id());
        text("cause", verdict.cause().map(cause -> cause.id()));
        json.writeStringField("certainty", verdict.certainty().id());
        json.writeNumberField("confidence", rounded(verdict.confidence()));
        json.writeStringField("summary", texts.summary(judged));
        json.writeStringField("who", texts.who(judged));
        json.writeArrayFieldStart("fix");
        for (String step : texts.fix(judged)) {
            json.writeString(step);
        }
        json.writeEndArray();
        json.writeStringField("message", texts.message(judged));
        json.writeArrayFieldStart("evidence");
        for (Finding finding : verdict.evidence()) {
            finding(finding);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("candidates");
        for (Candidate candidate : verdict.candidates()) {
            json.writeStartObject();
            json.writeStringField("cause", candidate.cause().id());
            json.writeStringField("side", candidate.cause().side().id());
            json.writeNumberField("confidence", rounded(candidate.confidence()));
            text("ruledOutBy", candidate.ruledOutBy().map(texts::says));
            text("needs", candidate.needs().map(Missing::id));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("missing");
        for (Missing missing : verdict.missing()) {
            json.writeString(words.of("missing." + missing.id()));
        }
        json.writeEndArray();
        if (verdict.next().isPresent()) {
            json.writeObjectFieldStart("nextObservation");
            json.writeStringField("id", verdict.next().get());
            json.writeStringField("text", texts.observation(verdict.next().get()));
            json.writeEndObject();
        } else {
            json.writeNullField("nextObservation");
        }
        json.writeEndObject();
    }

    private void finding(Finding finding) throws IOException {
        json.writeStartObject();
        switch (finding) {
            case Finding.Shown shown -> place(shown.event());
            case Finding.Absent absent -> nowhere(Optional.of(absent.vantage().id()));
            case Finding.Noted noted -> nowhere(Optional.empty());
        }
        json.writeStringField("says", texts.says(finding));
        json.writeBooleanField("supports", finding.supports());
        json.writeEndObject();
    }

    private void nowhere(Optional<String> vantage) throws IOException {
        text("vantage", vantage);
        json.writeNullField("at");
        json.writeNullField("source");
        json.writeNullField("line");
        json.writeNullField("packet");
    }

    private void place(Timed timed) throws IOException {
        json.writeStringField("vantage", timed.vantage().id());
        time("at", timed.moment());
        Evidence evidence = timed.event().evidence();
        json.writeStringField("source", evidence.source());
        switch (evidence) {
            case Evidence.LogLine line -> {
                json.writeNumberField("line", line.line());
                json.writeNullField("packet");
            }
            case Evidence.Packet packet -> {
                json.writeNullField("line");
                json.writeNumberField("packet", packet.number());
            }
            case Evidence.Whole whole -> {
                json.writeNullField("line");
                json.writeNullField("packet");
            }
        }
    }

    private void rung(Rung rung) throws IOException {
        json.writeStartObject();
        json.writeStringField("step", rung.step().name());
        json.writeStringField("direction", rung.step().direction().id());
        for (Rung.Place place : Rung.Place.values()) {
            json.writeStringField(
                    place.name().toLowerCase(Locale.ROOT), rung.at(place).id());
        }
        json.writeBooleanField("breaksHere", rung.breaksHere());
        json.writeEndObject();
    }

    private void timeline(Timed timed) throws IOException {
        json.writeStartObject();
        time("at", timed.moment());
        if (timed.moment().isPresent()) {
            json.writeNumberField("plusMinus", rounded(timed.moment().get().plusMinusSeconds()));
        } else {
            json.writeNullField("plusMinus");
        }
        json.writeStringField("vantage", timed.vantage().id());
        Evidence evidence = timed.event().evidence();
        json.writeStringField("source", evidence.source());
        switch (evidence) {
            case Evidence.LogLine line -> json.writeNumberField("line", line.line());
            case Evidence.Packet packet -> json.writeNumberField("packet", packet.number());
            case Evidence.Whole whole -> json.writeNullField("line");
        }
        json.writeStringField("fact", texts.fact(timed));
        json.writeStringField("text", evidence.text());
        json.writeEndObject();
    }
}
