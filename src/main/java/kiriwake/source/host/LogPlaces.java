package kiriwake.source.host;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the daemons' lines go: files of rsyslog, files that the daemons write themselves, the journal. */
final class LogPlaces {
    private static final int MOST = 256 << 10;
    private static final List<String> USUAL = List.of(
            "/var/log/secure", "/var/log/messages", "/var/log/syslog", "/var/log/auth.log", "/var/log/daemon.log");
    private static final Set<String> FACILITIES =
            Set.of("*", "daemon", "auth", "authpriv", "user", "kern", "local0", "local2");
    private static final Pattern RULE = Pattern.compile("^([\\w*,;.=!]{3,200})\\s+-?(/[^\\s;]{1,200})");
    private static final Pattern ACTION =
            Pattern.compile("type=\"omfile\"[^)\\n]{0,200}file=\"(/[^\"]{1,200})\"", Pattern.CASE_INSENSITIVE);
    private static final Pattern DEBUG =
            Pattern.compile("^(?:[\\w,]*\\bdaemon[\\w,]*|\\*)\\.(?:\\*|debug)[^\\n]*\\s-?/");
    /** {@code logfile=} of pluto, also {@code plutostderrlog=} of old ones. */
    private static final Pattern PLUTO =
            Pattern.compile("(?m)^\\s+(?:logfile|plutostderrlog)\\s*=\\s*\"?(/[^\\s\"]{1,200})");
    /** charon: the section is named like the file, or has a path. */
    private static final Pattern FILELOG =
            Pattern.compile("(?m)^\\s*(?:path\\s*=\\s*)?(/[\\w./-]{1,200})\\s*(?:\\{|$)");

    private static final Pattern PPPD = Pattern.compile("(?m)^\\s*logfile\\s+\"?(/[^\\s\"]{1,200})");

    private final HostFiles host;

    LogPlaces(HostFiles host) {
        this.host = host;
    }

    /** Paths of log files, whether they exist yet or not, without those that hold secrets; the usual ones if they exist. */
    List<String> files(ConfigFiles config) {
        Set<String> files = new LinkedHashSet<>();
        USUAL.stream().filter(host::exists).forEach(files::add);
        for (String line : rsyslog()) {
            Matcher rule = RULE.matcher(line);
            if (rule.find() && concerns(rule.group(1))) {
                files.add(rule.group(2));
            }
            Matcher action = ACTION.matcher(line);
            if (action.find()) {
                files.add(action.group(1));
            }
        }
        matches(PLUTO, config.all("ipsec"), files);
        String strongSwan = config.all("strongswan");
        for (String section : sections(strongSwan)) {
            matches(FILELOG, section, files);
        }
        matches(PPPD, config.all("options"), files);
        return files.stream()
                .filter(path -> !path.startsWith("/dev/") && !host.isSecret(path))
                .toList();
    }

    /** Whether lines of level debug of facility daemon reach a file, which by default they do not on EL 7. */
    boolean debugReachesFiles() {
        return rsyslog().stream().anyMatch(line -> DEBUG.matcher(line).find());
    }

    private List<String> rsyslog() {
        var lines = new ArrayList<String>();
        host.open("/etc/rsyslog.conf", MOST).orEmpty().lines().forEach(lines::add);
        for (String file : host.matching("/etc/rsyslog.d/*.conf")) {
            host.open(file, MOST).orEmpty().lines().forEach(lines::add);
        }
        lines.removeIf(line -> line.startsWith("#") || line.isBlank());
        return lines;
    }

    /** {@code *.info;mail.none;authpriv.none}: some facility that a daemon logs to, and not only to leave it out. */
    private static boolean concerns(String selector) {
        for (String part : selector.split(";", -1)) {
            int dot = part.lastIndexOf('.');
            boolean wanted =
                    dot > 0 && !part.substring(dot + 1).toLowerCase(Locale.ROOT).equals("none");
            if (wanted) {
                for (String facility : part.substring(0, dot).split(",", -1)) {
                    if (FACILITIES.contains(facility)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static void matches(Pattern pattern, String text, Set<String> into) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            into.add(matcher.group(1));
        }
    }

    /** What stands inside {@code filelog { }} of strongswan.conf, comments left out. */
    private static List<String> sections(String text) {
        String plain = text.replaceAll("(?m)#.*$", "");
        var found = new ArrayList<String>();
        int at = plain.indexOf("filelog");
        while (at >= 0) {
            int open = plain.indexOf('{', at);
            int depth = 0;
            int end = open;
            while (open >= 0 && end < plain.length()) {
                depth += plain.charAt(end) == '{' ? 1 : plain.charAt(end) == '}' ? -1 : 0;
                end++;
                if (depth == 0) {
                    break;
                }
            }
            if (open >= 0) {
                found.add(plain.substring(open + 1, end));
            }
            at = plain.indexOf("filelog", Math.max(end, at + 1));
        }
        return found;
    }
}
