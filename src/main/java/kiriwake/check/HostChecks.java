package kiriwake.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.check.Looked.Seen;

/** The rest of the host: files with secrets, SELinux, the clock, disks, and what the logs will show. */
final class HostChecks {
    private static final Pattern DISK = Pattern.compile("(?m)\\s(\\d{1,3})%\\s+(/\\S*)$");

    static final List<Check> ALL = List.of(
            new Check("secrets-mode", Group.HOST, HostChecks::modes),
            new Check("secrets-psk", Group.HOST, HostChecks::psk),
            new Check("secrets-users", Group.HOST, HostChecks::users),
            new Check("selinux", Group.HOST, HostChecks::selinux),
            new Check("clock", Group.HOST, HostChecks::clock),
            new Check("disk", Group.HOST, HostChecks::disk),
            new Check("logs", Group.HOST, HostChecks::logs));

    private HostChecks() {}

    private static void modes(Looked at, Check.Says says) {
        var good = new TreeSet<String>();
        for (Map.Entry<String, String> entry : at.standings().entrySet()) {
            String path = entry.getKey();
            if (!path.contains("secrets")) {
                continue;
            }
            String[] words = entry.getValue().split(" ", -1);
            if (words.length < 4) {
                continue;
            }
            String mode = words[1];
            boolean others =
                    mode.substring(6).contains("r") || mode.substring(6).contains("w");
            boolean group = mode.substring(3, 6).contains("w")
                    || mode.substring(3, 6).contains("r") && !words[3].equals("root");
            if (!words[2].equals("root")) {
                says.fail("owner", "path", path, "owner", words[2]);
            } else if (others) {
                says.fail("open", "path", path, "mode", mode);
            } else if (group) {
                says.warn("group", "path", path, "mode", mode, "group", words[3]);
            } else {
                good.add(path.substring(path.lastIndexOf('/') + 1));
            }
        }
        if (!good.isEmpty()) {
            says.ok("closed", "files", String.join(", ", good));
        }
    }

    /** From the file's structure, where somebody asked for it. */
    private static void psk(Looked at, Check.Says says) {
        String text = at.text("ipsec.secrets.redacted");
        if (!at.has("ipsec.secrets.redacted")) {
            return;
        }
        List<String> keys = text.lines()
                .filter(line -> line.contains(" PSK ") || line.startsWith(": PSK"))
                .toList();
        if (keys.isEmpty()) {
            says.fail("none");
            return;
        }
        List<String> own = at.told(kiriwake.event.Sign.SERVER_ADDRESS)
                .map(one -> one.value("address"))
                .toList();
        Set<String> leftIds = new TreeSet<>(own);
        at.connections().forEach(one -> {
            leftIds.add(one.value("leftid"));
            leftIds.add(one.value("left"));
        });
        boolean any = keys.stream().anyMatch(line -> fits(line, leftIds));
        if (any) {
            says.ok("fits", "count", Integer.toString(keys.size()));
        } else {
            says.fail("other", "ids", keys.getFirst().split(":? *PSK", 2)[0].strip());
        }
    }

    /** A line without ids fits everybody; else one id has to be ours, and another, if there is one, has to be anybody. */
    private static boolean fits(String line, Set<String> own) {
        String ids = line.substring(0, Math.max(0, line.indexOf("PSK")))
                .replace(":", " ")
                .strip();
        if (ids.isEmpty()) {
            return true;
        }
        boolean mine = false;
        boolean anybody = false;
        int count = 0;
        for (String id : ids.split("\\s+", -1)) {
            count++;
            anybody |= id.equals("%any") || id.equals("0.0.0.0") || id.equals("%any4");
            mine |= own.contains(id) || own.contains("@" + id) || id.startsWith("@");
        }
        return count == 1 ? mine || anybody : anybody;
    }

    /** Columns of chap-secrets: client, server, secret, addresses. */
    private static void users(Looked at, Check.Says says) {
        if (!at.has("chap-secrets.redacted")) {
            return;
        }
        List<String> lines = at.text("chap-secrets.redacted")
                .lines()
                .filter(line -> !line.isBlank() && !line.equals("***"))
                .toList();
        boolean other = at.option("plugin").isPresent() || at.option("login").isPresent();
        if (lines.isEmpty()) {
            if (!other) {
                says.fail("none");
            }
            return;
        }
        String name = at.option("name")
                .or(() -> at.setting("xl2tpd.conf", "lns", "name"))
                .map(one -> one.value("value"))
                .orElse("");
        int number = 0;
        int good = 0;
        for (String line : lines) {
            number++;
            List<String> words = List.of(line.strip().split("\\s+", -1));
            String shown = Integer.toString(number);
            if (words.size() < 3) {
                says.fail("columns", "line", shown);
            } else if (words.size() == 3) {
                says.fail("no-address", "user", words.getFirst(), "line", shown);
            } else if (words.get(3).equals("-")) {
                says.fail("dash", "user", words.getFirst(), "line", shown);
            } else if (!name.isEmpty()
                    && !words.get(1).equals("*")
                    && !words.get(1).equals(name)) {
                says.fail("server", "user", words.getFirst(), "server", words.get(1), "name", name);
            } else {
                good++;
            }
        }
        staticAddresses(at, says, lines);
        if (says.saidNothingBad()) {
            says.ok("users", "count", Integer.toString(good));
        }
    }

    /** A fixed address elsewhere than the pool is not what the rules for the pool let through. */
    private static void staticAddresses(Looked at, Check.Says says, List<String> lines) {
        Optional<Seen> range = at.setting("xl2tpd.conf", "lns", "ip range");
        String first = range.map(one -> one.value("value")).orElse("");
        int dot = first.indexOf('.', first.indexOf('.', first.indexOf('.') + 1) + 1);
        if (dot < 0) {
            return;
        }
        String net = first.substring(0, dot + 1);
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length == 4 && words[3].matches("\\d+\\.\\d+\\.\\d+\\.\\d+") && !words[3].startsWith(net)) {
                says.warn("outside", "user", words[0], "address", words[3], "range", first);
            }
        }
    }

    private static void selinux(Looked at, Check.Says says) {
        String mode = at.text("getenforce.txt").strip();
        if (!mode.isEmpty()) {
            says.ok(mode.equals("Enforcing") ? "enforcing" : "off", "mode", mode);
        }
    }

    private static void clock(Looked at, Check.Says says) {
        String text = at.text("timedatectl.txt");
        String chrony = at.text("chronyc.txt");
        if (chrony.contains("Leap status     : Normal")
                || text.matches("(?s).*(NTP|System clock) synchronized: yes.*")) {
            says.ok("synchronised");
        } else if (text.matches("(?s).*(NTP|System clock) synchronized: no.*") || chrony.contains("Not synchronised")) {
            says.warn("free");
        }
    }

    private static void disk(Looked at, Check.Says says) {
        Matcher line = DISK.matcher(at.text("df.txt"));
        var seen = new TreeSet<String>();
        while (line.find()) {
            int used = Integer.parseInt(line.group(1));
            if (!seen.add(line.group(2))) {
                continue;
            }
            if (used >= 98) {
                says.fail("full", "path", line.group(2), "used", line.group(1));
            } else if (used >= 90) {
                says.warn("nearly", "path", line.group(2), "used", line.group(1));
            }
        }
        if (!seen.isEmpty() && says.saidNothingBad()) {
            says.ok("room");
        }
    }

    private static void logs(Looked at, Check.Says says) {
        at.losses().forEach(loss -> says.warn("loss", "id", loss.id(), "en", loss.english(), "ja", loss.japanese()));
    }
}
