package kiriwake.source.host;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which software is installed, asked of the programs themselves: a self-compiled one is in no package list. */
final class Versions {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int MOST = 16 << 10;
    private static final Pattern XL2TPD = Pattern.compile("xl2tpd-(\\d[\\w.+-]{0,31})");
    private static final Pattern PPPD = Pattern.compile("pppd version (\\d[\\w.+-]{0,31})");
    private static final Pattern LIBRESWAN = Pattern.compile("Libreswan (?:U)?v?(\\d[\\w.+-]{0,31})");
    private static final Pattern STRONGSWAN = Pattern.compile("strongSwan (?:U)?(\\d[\\w.+-]{0,31})");
    private static final Pattern OS = Pattern.compile("(?m)^PRETTY_NAME=\"?([^\"\\n]{1,80})");
    private static final Pattern FOLDER = Pattern.compile("\\d+\\.\\d+\\.\\d+\\w{0,16}");
    private static final List<String> PLUGIN_FOLDERS =
            List.of("/usr/lib64/pppd", "/usr/lib/pppd", "/usr/local/lib/pppd");

    private final Commands commands;
    private final HostFiles host;

    Versions(Commands commands, HostFiles host) {
        this.commands = commands;
        this.host = host;
    }

    /** @param version empty when it is installed and does not say */
    record Installed(String name, String version, String path) {}

    /** {@code libreswan}, {@code strongSwan}: either, both or none. */
    List<Installed> ike() {
        var found = new ArrayList<Installed>();
        for (String program : List.of("ipsec", "strongswan")) {
            commands.find(program).ifPresent(path -> {
                Ran ran = commands.run(LIMIT, MOST, program, "--version");
                String said = said(ran);
                Optional<String> libreswan = first(LIBRESWAN, said);
                Optional<String> strongSwan = first(STRONGSWAN, said);
                String name = libreswan.isPresent() ? "libreswan" : strongSwan.isPresent() ? "strongSwan" : program;
                found.add(new Installed(name, libreswan.or(() -> strongSwan).orElse(""), path.toString()));
            });
        }
        if (found.stream().noneMatch(installed -> installed.name().equals("strongSwan"))) {
            commands.find("swanctl")
                    .ifPresent(path -> found.add(new Installed(
                            "strongSwan",
                            first(STRONGSWAN, said(commands.run(LIMIT, MOST, "swanctl", "--version")))
                                    .orElse(""),
                            path.toString())));
        }
        return found;
    }

    Optional<Installed> xl2tpd() {
        return commands.find("xl2tpd")
                .map(path -> new Installed(
                        "xl2tpd",
                        first(XL2TPD, said(commands.run(LIMIT, MOST, "xl2tpd", "-v")))
                                .orElse(""),
                        path.toString()));
    }

    /** Where only root may run pppd, its folder of plugins tells. */
    Optional<Installed> pppd() {
        return commands.find("pppd")
                .map(path -> new Installed(
                        "pppd",
                        first(PPPD, said(commands.run(LIMIT, MOST, "pppd", "--version")))
                                .or(this::pluginVersion)
                                .orElse(""),
                        path.toString()));
    }

    private Optional<String> pluginVersion() {
        return PLUGIN_FOLDERS.stream()
                .flatMap(folder -> host.names(folder, 64).stream())
                .filter(name -> FOLDER.matcher(name).matches())
                .findFirst();
    }

    /** Folders where pppd of this host looks for plugins. */
    List<String> pluginFolders() {
        var folders = new ArrayList<String>();
        for (String folder : PLUGIN_FOLDERS) {
            for (String name : host.names(folder, 64)) {
                if (FOLDER.matcher(name).matches()) {
                    folders.add(folder + "/" + name);
                }
            }
        }
        return folders;
    }

    /** One line each: {@code xl2tpd 1.3.15 /usr/sbin/xl2tpd}; a question mark for a version that is not told. */
    String text() {
        var text = new StringBuilder();
        String kernel = host.open("/proc/sys/kernel/osrelease", 256).orEmpty().strip();
        text.append("kernel ").append(kernel.isEmpty() ? "?" : kernel).append('\n');
        first(OS, host.open("/etc/os-release", 4096).orEmpty())
                .ifPresent(os -> text.append("os ").append(os).append('\n'));
        var all = new ArrayList<>(ike());
        xl2tpd().ifPresent(all::add);
        pppd().ifPresent(all::add);
        for (Installed one : all) {
            String version = one.version().isEmpty() ? "?" : one.version();
            text.append(one.name())
                    .append(' ')
                    .append(version)
                    .append(' ')
                    .append(one.path())
                    .append('\n');
        }
        return text.toString();
    }

    private static String said(Ran ran) {
        return ran instanceof Ran.Exited exited ? exited.output() + "\n" + exited.errors() : ran.text();
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
