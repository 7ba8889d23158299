package kiriwake.source.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiriwake.trouble.Trouble;

/**
 * The structure of the files with secrets: who is in them, and how many words a line has; never a secret, not even its
 * length. Only where an administrator asks for it by hand ({@code kiriwake check --secrets}); the service never does.
 */
public final class SecretShapes {
    private static final String GONE = "***";
    private static final int MOST_INCLUDED = 16;
    private static final Pattern IPSEC = Pattern.compile(
            "^(.{0,400}?)(?:^|\\s):\\s*(PSK|RSA|ECDSA|BLISS|PKCS8|P12|PKCS12|EAP|XAUTH|NTLM|PIN)\\b.*$",
            Pattern.CASE_INSENSITIVE);

    private SecretShapes() {}

    /**
     * {@code chap-secrets.redacted} and {@code ipsec.secrets.redacted}, as a snapshot has them. A file that is not there is
     * left out.
     *
     * @throws Trouble when one is there and cannot be read: an empty file and a closed one must not look the same
     */
    public static Map<String, String> of(HostFiles host) {
        var shapes = new TreeMap<String, String>();
        String users = "/etc/ppp/chap-secrets";
        if (host.look(users).exists()) {
            shapes.put("chap-secrets.redacted", String.join("\n", lines(host, users, SecretShapes::chapLine)) + "\n");
        }
        String strongSwan = "/etc/strongswan/ipsec.secrets";
        String path = host.exists("/etc/ipsec.secrets") ? "/etc/ipsec.secrets" : strongSwan;
        if (host.look(path).exists()) {
            shapes.put("ipsec.secrets.redacted", String.join("\n", ipsec(host, path, 3)) + "\n");
        }
        return shapes;
    }

    private static List<String> lines(HostFiles host, String path, UnaryOperator<String> shape) {
        return host.structure(path, shape)
                .orElseThrow(() -> Trouble.input(
                        "cannot look into " + path,
                        "only root may read it, as it should be",
                        "sudo kiriwake check --secrets"));
    }

    private static List<String> ipsec(HostFiles host, String path, int deeper) {
        var all = new ArrayList<String>();
        for (String line : lines(host, path, SecretShapes::ipsecLine)) {
            if (!line.startsWith("include ")) {
                all.add(line);
                continue;
            }
            String pattern = line.substring(8);
            String folder = path.substring(0, path.lastIndexOf('/') + 1);
            if (deeper > 0) {
                host.matching(pattern.startsWith("/") ? pattern : folder + pattern).stream()
                        .filter(host::exists)
                        .limit(MOST_INCLUDED)
                        .forEach(included -> all.addAll(ipsec(host, included, deeper - 1)));
            }
        }
        return all;
    }

    /** {@code ids : PSK "***"}; what belongs to a line above is left out. */
    static String ipsecLine(String line) {
        if (line.isBlank() || line.startsWith("#") || Character.isWhitespace(line.charAt(0))) {
            return "";
        }
        if (line.startsWith("include ")) {
            return "include " + line.substring(8).strip().replace("\"", "");
        }
        Matcher entry = IPSEC.matcher(line);
        if (!entry.matches()) {
            return GONE;
        }
        String ids = entry.group(1).strip();
        // an id in quotes could be a secret whose line is broken
        String shown = ids.indexOf('"') >= 0 || ids.indexOf('\'') >= 0 ? GONE : ids;
        return (shown + " : " + entry.group(2).toUpperCase(java.util.Locale.ROOT) + " \"" + GONE + "\"").strip();
    }

    /** chap-secrets(5): client, server, secret, addresses. A line that is too short may begin with anything. */
    static String chapLine(String line) {
        List<String> words = words(line);
        if (words.isEmpty()) {
            return "";
        }
        if (words.size() < 3) {
            return String.join(" ", words.stream().map(word -> GONE).toList());
        }
        var shown = new ArrayList<>(List.of(words.get(0), words.get(1), GONE));
        for (String word : words.subList(3, words.size())) {
            boolean address = word.matches("[*!-]?[0-9a-fA-F.:/*]{0,45}") || word.equals("-");
            shown.add(address ? word : GONE);
        }
        return String.join(" ", shown);
    }

    /** Quotes hold a word together, a backslash takes the next letter as it is. Blanks inside a word are shown as dots. */
    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean open = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char letter = line.charAt(i);
            if (quote == 0 && !open && letter == '#') {
                break;
            }
            if (letter == '\\' && i + 1 < line.length()) {
                i++;
                word.append(line.charAt(i));
                open = true;
            } else if (quote != 0 && letter == quote) {
                quote = 0;
            } else if (quote == 0 && (letter == '"' || letter == '\'')) {
                quote = letter;
                open = true;
            } else if (quote == 0 && Character.isWhitespace(letter)) {
                if (open) {
                    words.add(word.toString());
                    word.setLength(0);
                    open = false;
                }
            } else {
                word.append(Character.isWhitespace(letter) ? '.' : letter);
                open = true;
            }
        }
        if (open) {
            words.add(word.toString());
        }
        return words;
    }
}
