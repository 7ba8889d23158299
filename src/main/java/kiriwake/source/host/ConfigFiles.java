package kiriwake.source.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where the daemons of this host have their configuration, and what it says. Found once for a snapshot or a discovery.
 * Texts here are as they are on the host: what is kept goes through {@link Masks}.
 */
final class ConfigFiles {
    private static final int MOST = 256 << 10;
    private static final int MOST_INCLUDED = 32;
    private static final int DEEPEST = 3;
    private static final String PPP_OPTIONS = "/etc/ppp/options";

    private final HostFiles host;
    private final Processes processes;
    /** Name in the snapshot to path, in the order they were found. */
    private final Map<String, String> paths = new LinkedHashMap<>();

    private final Map<String, String> texts = new TreeMap<>();
    /** Name in the snapshot to why it could not be read. */
    private final Map<String, String> unread = new TreeMap<>();

    private final Set<String> secrets = new LinkedHashSet<>();

    private ConfigFiles(HostFiles host) {
        this.host = host;
        this.processes = new Processes(host);
    }

    static ConfigFiles of(HostFiles host) {
        var files = new ConfigFiles(host);
        files.ike();
        files.l2tp();
        return files;
    }

    Map<String, String> paths() {
        return paths;
    }

    Map<String, String> texts() {
        return texts;
    }

    Map<String, String> unread() {
        return unread;
    }

    /** Paths of the files with secrets that belong to what was found; existing or not. */
    Set<String> secrets() {
        return secrets;
    }

    /** Texts whose name begins so, one after the other. */
    String all(String prefix) {
        var text = new StringBuilder();
        texts.forEach((name, content) -> {
            if (name.startsWith(prefix)) {
                text.append(content).append('\n');
            }
        });
        return text.toString();
    }

    // --- IKE

    /** EL 7's strongSwan has its own folder, so that both daemons can be installed: then the one that runs counts. */
    private void ike() {
        Set<String> running = new LinkedHashSet<>();
        processes.named(Set.of("pluto", "charon", "charon-systemd")).forEach(found -> running.add(found.name()));
        boolean strongSwanFolder = host.exists("/etc/strongswan/ipsec.conf");
        boolean plain = host.exists("/etc/ipsec.conf");
        boolean own = strongSwanFolder && (!plain || !running.isEmpty() && !running.contains("pluto"));
        String folder = own ? "/etc/strongswan" : "/etc";
        read("ipsec.conf", folder + "/ipsec.conf");
        includes(texts.getOrDefault("ipsec.conf", ""), folder, "ipsec.d-", "include ", DEEPEST);
        read("strongswan.conf", own ? "/etc/strongswan/strongswan.conf" : "/etc/strongswan.conf");
        for (String name : List.of("charon.conf", "charon-logging.conf", "charon-systemd.conf")) {
            read("strongswan.d-" + name, folder + "/strongswan.d/" + name);
        }
        String swanctl = folder + "/swanctl";
        read("swanctl.conf", swanctl + "/swanctl.conf");
        for (String path : host.matching(swanctl + "/conf.d/*.conf")) {
            readIncluded("swanctl.d-", path);
        }
        secrets.add(folder + "/ipsec.secrets");
        secrets.addAll(host.matching(folder + "/ipsec.d/*.secrets"));
    }

    /** {@code include} of ipsec.conf(5) may hold wildcards and name a file beside the including one. */
    private void includes(String text, String folder, String prefix, String word, int deeper) {
        for (String line : text.split("\n", -1)) {
            if (deeper == 0 || !line.startsWith(word)) {
                continue;
            }
            String pattern = unquoted(line.substring(word.length()).strip());
            String absolute = pattern.startsWith("/") ? pattern : folder + "/" + pattern;
            for (String path : host.matching(absolute)) {
                Optional<String> name = readIncluded(prefix, path);
                name.ifPresent(read -> includes(texts.getOrDefault(read, ""), folder, prefix, word, deeper - 1));
            }
        }
    }

    private Optional<String> readIncluded(String prefix, String path) {
        if (paths.containsValue(path) || paths.size() > MOST_INCLUDED) {
            return Optional.empty();
        }
        String base = path.substring(path.lastIndexOf('/') + 1);
        String name = prefix + (base.endsWith(".conf") ? base : base + ".conf");
        if (paths.containsKey(name)) {
            name = prefix + paths.size() + "-" + base;
        }
        read(name, path);
        return texts.containsKey(name) ? Optional.of(name) : Optional.empty();
    }

    private static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    // --- L2TP and PPP

    private void l2tp() {
        String path = processes.named(Set.of("xl2tpd")).stream()
                .flatMap(found -> found.after("-c").stream())
                .filter(given -> given.startsWith("/"))
                .findFirst()
                .orElse("/etc/xl2tpd/xl2tpd.conf");
        read("xl2tpd.conf", path);
        read("options", PPP_OPTIONS);
        Set<String> optionFiles = new LinkedHashSet<>();
        for (Entry entry : entries(texts.getOrDefault("xl2tpd.conf", ""))) {
            if (entry.key().equals("pppoptfile") || entry.key().equals("ppp options")) {
                optionFiles.add(entry.value());
            }
            if (entry.key().equals("auth file")) {
                secrets.add(entry.value());
            }
        }
        optionFiles.stream()
                .filter(file -> file.startsWith("/"))
                .limit(MOST_INCLUDED)
                .forEach(file -> options(file, DEEPEST));
        secrets.add("/etc/xl2tpd/l2tp-secrets");
        secrets.add("/etc/ppp/chap-secrets");
        secrets.add("/etc/ppp/pap-secrets");
    }

    /** A file of options, and those that its {@code file} options name. */
    private void options(String path, int deeper) {
        if (deeper == 0 || paths.containsValue(path) || paths.size() > MOST_INCLUDED) {
            return;
        }
        String base = path.substring(path.lastIndexOf('/') + 1);
        String name = base.startsWith("options.") && !paths.containsKey(base) ? base : "options." + base;
        read(paths.containsKey(name) ? name + "-" + paths.size() : name, path);
        for (String line : texts.getOrDefault(name, "").split("\n", -1)) {
            String[] words = line.strip().split("\\s+", 3);
            if (words[0].equals("file") && words.length > 1 && words[1].startsWith("/")) {
                options(words[1], deeper - 1);
            }
        }
    }

    /** @param key in lower case, with single blanks */
    record Entry(String key, String value) {}

    /** Settings of xl2tpd.conf, whatever their section. */
    static List<Entry> entries(String text) {
        var entries = new ArrayList<Entry>();
        for (String line : text.split("\n", -1)) {
            int comment = line.indexOf(';');
            String setting = (comment < 0 ? line : line.substring(0, comment)).strip();
            int equals = setting.indexOf('=');
            if (equals > 0 && !setting.startsWith("#")) {
                entries.add(new Entry(
                        String.join(" ", setting.substring(0, equals).strip().split("\\s+", -1))
                                .toLowerCase(java.util.Locale.ROOT),
                        setting.substring(equals + 1).strip()));
            }
        }
        return entries;
    }

    private void read(String name, String path) {
        switch (host.open(path, MOST)) {
            case Opened.Text text -> {
                texts.put(name, text.text());
                paths.put(name, path);
            }
            case Opened.Refused refused -> {
                unread.put(name, path + ": " + refused.reason());
                paths.put(name, path);
            }
            case Opened.Secret secret -> {
                unread.put(name, path + " holds secrets and is never opened");
                secrets.add(path);
            }
            case Opened.Absent absent -> {
                // a file that is not there says nothing
            }
        }
    }
}
