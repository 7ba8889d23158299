package kiriwake.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kiriwake.agent.CaptureRun;
import kiriwake.event.Direction;
import kiriwake.event.Evidence;
import kiriwake.event.Fact;
import kiriwake.event.Sign;
import kiriwake.event.Step;
import kiriwake.event.Tie;
import kiriwake.event.Vantage;
import kiriwake.source.capture.CaptureStatus;
import kiriwake.source.host.Discovery;
import kiriwake.source.host.Loss;
import kiriwake.text.Ink;
import kiriwake.timeline.Timed;

/**
 * The messages as they pass, one row each. On a terminal a row is written again in place when the message is repeated or
 * another place saw it too; elsewhere each row is a line, written once. For one thread.
 */
final class LiveLadder implements CaptureRun.View {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final int MOST_ROWS = 200;
    /** A row further up than this is off many screens: it is left as it is. */
    private static final int REACH = 18;

    /** What a daemon says of these is no step of the ladder and still news. */
    private static final Set<Sign> NEWS = EnumSet.of(
            Sign.IKE_V2,
            Sign.IKE_AGGRESSIVE,
            Sign.IKE_NO_CONNECTION,
            Sign.IKE_NO_PROPOSAL,
            Sign.IKE_PSK_MISMATCH,
            Sign.IKE_PSK_NOT_FOUND,
            Sign.IKE_PEER_ID_MISMATCH,
            Sign.IKE_HASH_MISMATCH,
            Sign.IKE_V1_DISABLED,
            Sign.IKE_TIMEOUT,
            Sign.IKE_SEND_FAILED,
            Sign.IKE_SA_UP,
            Sign.CHILD_SA_UP,
            Sign.CHILD_NO_CONNECTION,
            Sign.CHILD_NO_PROPOSAL,
            Sign.CHILD_KERNEL_REFUSED,
            Sign.ICMP_ERROR,
            Sign.FRAGMENTS_LOST,
            Sign.L2TP_TUNNEL_UP,
            Sign.L2TP_CALL_UP,
            Sign.L2TP_STOPCCN,
            Sign.L2TP_CDN,
            Sign.L2TP_GIVEN_UP,
            Sign.L2TP_PEER_REFUSED,
            Sign.L2TP_SEND_FAILED,
            Sign.L2TP_POOL_EMPTY,
            Sign.PPPD_EXEC_FAILED,
            Sign.PPPD_OPTION_REFUSED,
            Sign.PPPD_EXIT,
            Sign.LCP_TIMEOUT,
            Sign.LCP_TERMINATE,
            Sign.AUTH_METHOD_REFUSED,
            Sign.AUTH_REJECTED,
            Sign.AUTH_USER_UNKNOWN,
            Sign.AUTH_SUCCEEDED,
            Sign.IPCP_ADDRESSES,
            Sign.IPCP_NO_ADDRESS,
            Sign.PPP_ENDED,
            Sign.CONNTRACK_FULL,
            Sign.FIREWALL_LOGGED,
            Sign.DAEMON_CRASHED);

    private final PrintWriter err;
    private final boolean inPlace;
    private final Ink ink;
    private final int width;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<String> printed = new ArrayList<>();
    private boolean statusShown;
    private long shownSeconds = -1;

    private static final class Row {
        private final String head;
        private final int line;
        private final Set<Vantage> seenBy = new TreeSet<>();
        private int onWire;

        private Row(String head, int line) {
            this.head = head;
            this.line = line;
        }

        private String text() {
            var places = new ArrayList<String>();
            seenBy.forEach(vantage -> places.add(vantage.id()));
            return head + String.join(", ", places) + (onWire > 1 ? "  (" + onWire + " times)" : "");
        }
    }

    LiveLadder(PrintWriter err, Terminal terminal) {
        this.err = err;
        this.ink = terminal.ink();
        this.inPlace = terminal.ink() == Ink.ANSI;
        this.width = terminal.width();
    }

    @Override
    public void ready(List<CaptureStatus> capturing, List<String> logs) {
        List<String> open = capturing.stream()
                .filter(CaptureStatus::open)
                .map(CaptureStatus::interfaceName)
                .toList();
        if (open.isEmpty()) {
            line("No interface is captured yet" + whyNot(capturing) + ".");
        } else {
            line("Capturing on " + String.join(", ", open) + "; following "
                    + (logs.isEmpty() ? "no log" : String.join(", ", logs)) + ".");
        }
        line(ink.bold("Connect from the Mac now.") + " Ctrl-C ends the capture; nothing is lost by it.");
    }

    @Override
    public void found(Discovery discovery) {
        for (Loss loss : discovery.losses()) {
            line("note: " + loss.text(Locale.ENGLISH));
        }
    }

    private static String whyNot(List<CaptureStatus> capturing) {
        return capturing.isEmpty()
                ? ": none has a default route or a public address (name one with --interface)"
                : ": " + capturing.getFirst().interfaceName() + ": "
                        + capturing.getFirst().trouble();
    }

    @Override
    public void happened(Timed timed) {
        switch (timed.event().fact()) {
            case Fact.Passed passed -> passed(timed, passed.step());
            case Fact.Told told -> told(timed, told);
        }
    }

    private void passed(Timed timed, Step step) {
        String peer = timed.event().tie(Tie.Kind.PEER).orElse("");
        String key = step + (timed.vantage() == Vantage.WIRE ? peer : "");
        Row row = rows.get(key);
        if (row == null) {
            // a daemon's line may not name the peer: it belongs to the row that is there
            row = rows.values().stream()
                    .filter(one -> peer.isEmpty() || timed.vantage() != Vantage.WIRE)
                    .filter(one -> one.head.contains(" " + step.label() + " "))
                    .findFirst()
                    .orElse(null);
        }
        boolean known = row != null;
        if (row == null) {
            if (rows.size() >= MOST_ROWS) {
                return;
            }
            row = new Row(head(timed, step, peer), printed.size());
            rows.put(key, row);
        }
        boolean more = row.seenBy.add(timed.vantage());
        if (timed.vantage() == Vantage.WIRE) {
            row.onWire++;
            more = true;
        }
        if (!known) {
            line(row.text());
        } else if (more) {
            again(row);
        }
    }

    private static String head(Timed timed, Step step, String peer) {
        String arrow = step.direction() == Direction.IN ? "-->" : "<--";
        return String.format(Locale.ROOT, "%s  %-15s %s %-14s ", clock(timed), peer, arrow, step.label());
    }

    private static String clock(Timed timed) {
        return timed.moment()
                .map(moment -> CLOCK.format(moment.at().atZone(ZoneId.systemDefault())))
                .orElse("            ");
    }

    private void told(Timed timed, Fact.Told told) {
        if (!NEWS.contains(told.sign()) || printed.size() > MOST_ROWS) {
            return;
        }
        Evidence evidence = timed.event().evidence();
        String text = clock(timed) + "  " + timed.vantage().id() + ": " + plain(evidence.text());
        if (!printed.contains(cut(text))) {
            line(text);
        }
    }

    /** The envelope of a line is left out, and nothing in it reaches the terminal as a control character. */
    private static String plain(String text) {
        String bare = text.replaceFirst("^[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} \\S+ ", "");
        return bare.replaceAll("\\p{Cntrl}", " ").strip();
    }

    @Override
    public void note(String sentence) {
        line(sentence);
    }

    @Override
    public void waiting(Duration since, long packets) {
        if (!inPlace || since.toSeconds() == shownSeconds) {
            return;
        }
        shownSeconds = since.toSeconds();
        clearStatus();
        err.print(ink.faint(since.toSeconds() + " s, " + packets + " packets"));
        statusShown = true;
        err.flush();
    }

    void end() {
        clearStatus();
        err.flush();
    }

    private void line(String text) {
        clearStatus();
        String cut = cut(text);
        err.println(cut);
        err.flush();
        printed.add(cut);
    }

    private String cut(String text) {
        return text.length() <= width || text.contains("\u001B") || text.startsWith("note: ")
                ? text
                : text.substring(0, width - 1) + "…";
    }

    private void again(Row row) {
        int up = printed.size() - row.line;
        if (!inPlace
                || up > REACH
                || printed.subList(row.line, printed.size()).stream().anyMatch(this::isLong)) {
            return;
        }
        clearStatus();
        printed.set(row.line, cut(row.text()));
        err.print("\u001B[" + up + "A\r\u001B[K" + cut(row.text()) + "\u001B[" + up + "B\r");
        err.flush();
    }

    private boolean isLong(String text) {
        return text.length() > width;
    }

    private void clearStatus() {
        if (statusShown) {
            err.print("\r\u001B[K");
            statusShown = false;
        }
    }
}
