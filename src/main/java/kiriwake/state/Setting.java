package kiriwake.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One setting of a configuration file.
 *
 * @param section {@code conn L2TP-PSK}, {@code config setup}, {@code lns default}; empty where a file has none
 * @param key as written, in lower case, with single blanks
 */
record Setting(String section, String key, String value, Line line) {

    /**
     * ipsec.conf(5): sections begin in the first column, settings are indented.
     *
     * @param complete what it includes is in the snapshot too
     */
    static List<Setting> ofIpsecConf(Sheet sheet, Notes notes, boolean complete) {
        var settings = new ArrayList<Setting>();
        String section = "";
        for (Line line : sheet.lines()) {
            String text = withoutComment(line.text());
            if (text.isBlank()) {
                continue;
            }
            boolean indented = Character.isWhitespace(text.charAt(0));
            int equals = text.indexOf('=');
            List<String> words = Line.words(text);
            String first = words.getFirst();
            if (!indented && (first.equals("conn") || first.equals("config") || first.equals("ca"))) {
                section = String.join(" ", words);
            } else if (!indented && first.equals("include")) {
                if (!complete) {
                    notes.add(line, "includes files that are not in the snapshot");
                }
            } else if (equals > 0) {
                settings.add(new Setting(
                        section, key(text.substring(0, equals)), unquoted(text.substring(equals + 1)), line));
            } else if (!first.equals("version")) {
                notes.add(line, "is no setting of ipsec.conf");
            }
        }
        return List.copyOf(settings);
    }

    /** xl2tpd.conf(5): {@code [section]}, {@code two words = value}, comments with a semicolon. */
    static List<Setting> ofXl2tpdConf(Sheet sheet, Notes notes) {
        var settings = new ArrayList<Setting>();
        String section = "";
        for (Line line : sheet.lines()) {
            String text = line.text().strip();
            int comment = text.indexOf(';');
            text = comment < 0 ? text : text.substring(0, comment).strip();
            int equals = text.indexOf('=');
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (text.startsWith("[")) {
                int end = text.indexOf(']');
                section = key(text.substring(1, end < 0 ? text.length() : end));
            } else if (equals > 0) {
                settings.add(new Setting(
                        section,
                        key(text.substring(0, equals)),
                        text.substring(equals + 1).strip(),
                        line));
            } else {
                notes.add(line, "is no setting of xl2tpd.conf");
            }
        }
        return List.copyOf(settings);
    }

    /** Options of pppd, pppd(8): a word and its arguments; several may stand on one line. */
    static List<Setting> ofPppOptions(Sheet sheet) {
        var settings = new ArrayList<Setting>();
        for (Line line : sheet.lines()) {
            List<String> words = Line.words(withoutComment(line.text()));
            if (!words.isEmpty()) {
                String value = unquoted(String.join(" ", words.subList(1, words.size())));
                settings.add(new Setting("", words.getFirst().toLowerCase(Locale.ROOT), value, line));
            }
        }
        return List.copyOf(settings);
    }

    /** {@code key = value}, as sysctl prints. */
    static List<Setting> ofSysctl(Sheet sheet, Notes notes) {
        var settings = new ArrayList<Setting>();
        for (Line line : sheet.lines()) {
            int equals = line.text().indexOf('=');
            if (equals > 0) {
                settings.add(new Setting(
                        "",
                        line.text().substring(0, equals).strip(),
                        String.join(" ", Line.words(line.text().substring(equals + 1))),
                        line));
            } else if (!line.isBlank()) {
                notes.add(line, "is no line of sysctl");
            }
        }
        return List.copyOf(settings);
    }

    /** {@code key: value}, indented below the zone's name, as {@code firewall-cmd --list-all} prints. */
    static List<Setting> ofFirewallCmd(Sheet sheet) {
        var settings = new ArrayList<Setting>();
        String zone = "";
        for (Line line : sheet.lines()) {
            String text = line.text().strip();
            int colon = text.indexOf(':');
            boolean indented =
                    !text.isEmpty() && Character.isWhitespace(line.text().charAt(0));
            if (!text.isEmpty() && !indented) {
                zone = Line.words(text).getFirst();
                boolean state =
                        text.equals("running") || text.toLowerCase(Locale.ROOT).contains("not running");
                if (state) {
                    settings.add(new Setting("", "state", text.toLowerCase(Locale.ROOT), line));
                }
            } else if (colon > 0) {
                settings.add(new Setting(
                        zone,
                        text.substring(0, colon),
                        text.substring(colon + 1).strip(),
                        line));
            }
        }
        return List.copyOf(settings);
    }

    private static String key(String text) {
        return String.join(" ", Line.words(text)).toLowerCase(Locale.ROOT);
    }

    private static String unquoted(String text) {
        String value = text.strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** A number sign begins a comment where a word could begin. */
    private static String withoutComment(String text) {
        for (int i = text.indexOf('#'); i >= 0; i = text.indexOf('#', i + 1)) {
            if (i == 0 || Character.isWhitespace(text.charAt(i - 1))) {
                return text.substring(0, i);
            }
        }
        return text;
    }
}
