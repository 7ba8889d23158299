package kiriwake.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import kiriwake.check.Looked.Seen;
import kiriwake.event.Sign;
import kiriwake.text.Nearest;

/** pppd's options against pppd, the kernel's L2TP and what a Mac offers. */
final class PppChecks {
    /** More would not fit into UDP, ESP and IP on a usual line. */
    private static final int LARGEST_MTU = 1410;

    private static final int SMALLEST_MTU = 576;
    private static final Set<String> TTY = Set.of(
            "crtscts", "-crtscts", "nocrtscts", "cdtrcts", "nocdtrcts", "lock", "nolock", "modem", "xonxoff", "escape");

    static final List<Check> ALL = List.of(
            new Check("ppp-words", Group.PPP, PppChecks::words),
            new Check("ppp-tty-words", Group.PPP, PppChecks::ttyWords),
            new Check("ppp-auth", Group.PPP, PppChecks::auth),
            new Check("ppp-mppe", Group.PPP, PppChecks::mppe),
            new Check("ppp-mtu", Group.PPP, PppChecks::mtu),
            new Check("ppp-dns", Group.PPP, PppChecks::dns),
            new Check("ppp-plugin", Group.PPP, PppChecks::plugin),
            new Check("ppp-idle", Group.PPP, PppChecks::idle),
            new Check("ppp-echo", Group.PPP, PppChecks::echo));

    private PppChecks() {}

    private static void words(Looked at, Check.Says says) {
        boolean plugin = at.option("plugin").isPresent();
        for (String file : at.named("options")) {
            int number = 0;
            for (String line : at.text(file).split("\n", -1)) {
                number++;
                String[] words = line.strip().split("\\s+", 2);
                String word = words[0];
                if (word.isEmpty() || word.startsWith("#") || PppWords.isKnown(word)) {
                    continue;
                }
                List<String> near = Nearest.to(word, PppWords.ALL, 1);
                String line1 = Integer.toString(number);
                String nearest = near.isEmpty() ? "?" : near.getFirst();
                if (plugin) {
                    says.warn("strange-plugin", "word", word, "file", file, "line", line1);
                } else {
                    says.fail("strange", "word", word, "file", file, "line", line1, "nearest", nearest);
                }
            }
        }
        if (at.hasOptions() && says.saidNothingBad()) {
            says.ok("known", "files", String.join(", ", at.named("options")));
        }
    }

    /**
     * xl2tpd gives the file to pppd behind the plugin of kernel L2TP since 1.3.7; pppd then knows no words of serial
     * lines any more.
     */
    private static void ttyWords(Looked at, Check.Says says) {
        boolean userspace = at.setting("xl2tpd.conf", "force userspace")
                .map(one -> one.value("value").toLowerCase(Locale.ROOT).matches("yes|true|1"))
                .orElse(false);
        boolean old = at.versions().containsKey("xl2tpd") && !at.isAtLeast("xl2tpd", 1, 4) && isBefore137(at);
        if (userspace || old) {
            return;
        }
        at.told(Sign.SETTING)
                .filter(one -> one.value("file").startsWith("options.") && TTY.contains(one.value("key")))
                .forEach(one -> says.fail("serial", one, "word", one.value("key"), "file", one.value("file")));
    }

    private static boolean isBefore137(Looked at) {
        return at.versions().getOrDefault("xl2tpd", "").matches("1\\.([0-2]\\..*|3\\.[0-6])");
    }

    private static void auth(Looked at, Check.Says says) {
        if (!at.hasOptions()) {
            return;
        }
        var required = new ArrayList<Seen>();
        var refused = new ArrayList<String>();
        for (Seen one : at.told(Sign.SETTING)
                .filter(seen -> seen.value("file").startsWith("options"))
                .toList()) {
            String key = one.value("key");
            if (key.matches(
                    "require-(pap|chap|mschap|mschap-v2|eap)|\\+(pap|chap|mschap|mschap-v2|chapms|chapms-v2)")) {
                required.add(one);
            } else if (key.startsWith("refuse-")) {
                refused.add(key.substring(7));
            }
        }
        Optional<Seen> noauth = at.option("noauth");
        List<String> names =
                required.stream().map(one -> method(one.value("key"))).toList();
        if (required.isEmpty() && noauth.isPresent()) {
            says.fail("nobody", noauth.get());
        } else if (required.isEmpty()) {
            says.warn("unsaid");
        } else if (names.contains("mschap-v2")) {
            says.ok("mschap-v2", required.getFirst());
        } else if (names.contains("chap") || names.contains("pap")) {
            says.warn("weak", required.getFirst(), "methods", String.join(", ", names));
        } else {
            says.fail("none", required.getFirst(), "methods", String.join(", ", names));
        }
        List<String> both = names.stream().filter(refused::contains).toList();
        if (!both.isEmpty()) {
            says.warn("both", "methods", String.join(", ", both));
        }
    }

    private static String method(String key) {
        String name = key.startsWith("+") ? key.substring(1) : key.substring("require-".length());
        return name.replace("chapms", "mschap");
    }

    /** A Mac does not do MPPE over L2TP. */
    private static void mppe(Looked at, Check.Says says) {
        at.told(Sign.SETTING)
                .filter(one -> one.value("file").startsWith("options")
                        && (one.value("key").startsWith("require-mppe")
                                || one.is("key", "mppe") && one.value("value").contains("required")))
                .findFirst()
                .ifPresent(one -> says.fail("required", one, "word", one.value("key")));
    }

    private static void mtu(Looked at, Check.Says says) {
        if (!at.hasOptions()) {
            return;
        }
        Optional<Seen> mtu = at.option("mtu");
        OptionalInt value = number(mtu);
        if (mtu.isEmpty()) {
            says.warn("missing");
        } else if (value.isEmpty() || value.getAsInt() < SMALLEST_MTU) {
            says.warn("small", mtu.get(), "value", mtu.get().value("value"));
        } else if (value.getAsInt() > LARGEST_MTU) {
            says.warn("large", mtu.get(), "value", mtu.get().value("value"));
        } else {
            says.ok("good", mtu.get(), "value", mtu.get().value("value"));
        }
    }

    private static OptionalInt number(Optional<Seen> setting) {
        String value = setting.map(one -> one.value("value").split(" ", 2)[0]).orElse("");
        return value.matches("\\d{1,8}") ? OptionalInt.of(Integer.parseInt(value)) : OptionalInt.empty();
    }

    /** An address in a home network is some router's at the client's place, not the name server that was meant. */
    private static void dns(Looked at, Check.Says says) {
        if (!at.hasOptions()) {
            return;
        }
        List<Seen> given = at.told(Sign.SETTING)
                .filter(one -> one.value("file").startsWith("options") && one.is("key", "ms-dns"))
                .toList();
        if (given.isEmpty()) {
            says.warn("missing");
            return;
        }
        List<String> own =
                at.told(Sign.SERVER_ADDRESS).map(one -> one.value("address")).toList();
        for (Seen one : given) {
            String value = one.value("value");
            boolean isPrivate = value.startsWith("192.168.")
                    || value.startsWith("10.")
                    || value.matches("172\\.(1[6-9]|2\\d|3[01])\\..*");
            boolean reachable = own.contains(value)
                    || at.setting("xl2tpd.conf", "local ip")
                            .map(local -> local.is("value", value))
                            .orElse(false)
                    || inRoutes(at, value);
            if (isPrivate && !reachable) {
                says.warn("private", one, "value", value);
            }
        }
        if (says.saidNothingBad()) {
            says.ok(
                    "given",
                    given.getFirst(),
                    "value",
                    String.join(
                            ", ", given.stream().map(one -> one.value("value")).toList()));
        }
    }

    /** Some route but the default one begins with the same three numbers: the server's own network has it. */
    private static boolean inRoutes(Looked at, String address) {
        String net = address.substring(0, address.lastIndexOf('.') + 1);
        return at.text("ip-route.txt").lines().anyMatch(line -> line.startsWith(net));
    }

    private static void plugin(Looked at, Check.Says says) {
        at.told(Sign.SETTING)
                .filter(one -> one.value("file").startsWith("options") && one.is("key", "plugin"))
                .forEach(one -> {
                    String name = one.value("value").split(" ", 2)[0];
                    String file = name.substring(name.lastIndexOf('/') + 1);
                    List<String> found = at.standings().entrySet().stream()
                            .filter(entry -> entry.getKey().endsWith("/" + file))
                            .map(entry -> entry.getValue().split(" ", 2)[0])
                            .toList();
                    if (found.isEmpty()) {
                        says.warn("unseen", one, "plugin", name);
                    } else if (found.stream().allMatch("absent"::equals)) {
                        says.fail("absent", one, "plugin", name);
                    } else {
                        says.ok("there", one, "plugin", name);
                    }
                });
    }

    private static void idle(Looked at, Check.Says says) {
        Optional<Seen> idle = at.option("idle");
        OptionalInt seconds = number(idle);
        if (seconds.isPresent() && seconds.getAsInt() > 0 && seconds.getAsInt() < 600) {
            says.warn("short", idle.orElseThrow(), "value", Integer.toString(seconds.getAsInt()));
        }
    }

    /** A sleeping phone or a change of network must not end the session at once. */
    private static void echo(Looked at, Check.Says says) {
        Optional<Seen> interval = at.option("lcp-echo-interval");
        OptionalInt every = number(interval);
        OptionalInt times = number(at.option("lcp-echo-failure"));
        if (every.isPresent() && times.isPresent() && every.getAsInt() > 0 && times.getAsInt() > 0) {
            int seconds = every.getAsInt() * times.getAsInt();
            if (seconds < 30) {
                says.warn("short", interval.orElseThrow(), "seconds", Integer.toString(seconds));
            } else {
                says.ok("patient", interval.orElseThrow(), "seconds", Integer.toString(seconds));
            }
        }
    }
}
