package kiriwake.source.host;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What /proc and /sys say of the kernel, in the form of the commands that print it (sysctl, lsmod, getenforce). */
final class Kernel {
    private static final int MOST_INTERFACES = 64;
    private static final int MOST = 1 << 20;

    private static final List<String> SYSCTLS = List.of(
            "net.ipv4.ip_forward",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.ip_no_pmtu_disc",
            "net.core.xfrm_acq_expires",
            "net.core.xfrm_larval_drop",
            "net.core.rmem_default",
            "net.netfilter.nf_conntrack_max",
            "net.netfilter.nf_conntrack_count",
            "net.netfilter.nf_conntrack_udp_timeout",
            "net.netfilter.nf_conntrack_udp_timeout_stream");

    private static final List<String> PER_INTERFACE =
            List.of("rp_filter", "send_redirects", "accept_redirects", "forwarding", "disable_xfrm", "disable_policy");

    /** Modules without which one of the daemons or the usual rules fail. */
    private static final List<String> MODULES = List.of(
            "l2tp_ppp",
            "l2tp_core",
            "l2tp_netlink",
            "pppox",
            "ppp_generic",
            "ppp_async",
            "ppp_mppe",
            "xfrm_user",
            "af_key",
            "esp4",
            "xfrm4_mode_transport",
            "authenc",
            "cbc",
            "sha1_generic",
            "sha256_generic",
            "xt_policy",
            "iptable_nat",
            "nf_nat",
            "nf_conntrack");

    private final Gathering into;

    Kernel(Gathering into) {
        this.into = into;
    }

    /** {@code key = value}, as sysctl prints. */
    void sysctls() {
        var text = new StringBuilder();
        SYSCTLS.forEach(key -> sysctl(text, key, "/proc/sys/" + key.replace('.', '/')));
        Set<String> interfaces = new LinkedHashSet<>(List.of("all", "default"));
        into.host.names("/proc/sys/net/ipv4/conf", MOST_INTERFACES).forEach(interfaces::add);
        for (String name : interfaces) {
            for (String key : PER_INTERFACE) {
                // sysctl writes a dot in a name (eth0.100) as a slash
                String shown = "net.ipv4.conf." + name.replace('.', '/') + "." + key;
                sysctl(text, shown, "/proc/sys/net/ipv4/conf/" + name + "/" + key);
            }
        }
        into.put("sysctl.txt", text.toString());
    }

    private void sysctl(StringBuilder text, String key, String path) {
        String value = into.host.open(path, 4096).orEmpty().strip();
        if (!value.isEmpty() || key.equals("net.ipv4.ip_local_reserved_ports")) {
            text.append(key).append(" = ").append(value).append('\n');
        }
    }

    /** Loaded modules as lsmod prints them. */
    void modules() {
        switch (into.host.open("/proc/modules", MOST)) {
            case Opened.Text text -> into.put("lsmod.txt", lsmod(text.text()));
            case Opened.Absent absent -> into.gap("lsmod.txt", Gap.Kind.FAILED, "the kernel has no list of modules");
            case Opened.Refused refused -> into.gap("lsmod.txt", Gap.Kind.NO_RIGHT, refused.reason());
            case Opened.Secret never -> throw new IllegalStateException("/proc/modules is no secret");
        }
    }

    /** Of {@code l2tp_ppp 12557 0 - Live 0x0000000000000000}. */
    static String lsmod(String modules) {
        var text = new StringBuilder("Module                  Size  Used by\n");
        for (String line : modules.split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length >= 4) {
                String by = words[3].equals("-") ? "" : words[3];
                by = by.endsWith(",") ? by.substring(0, by.length() - 1) : by;
                text.append(String.format(Locale.ROOT, "%-19s %8s  %s", words[0], words[1], words[2]));
                text.append(by.isEmpty() ? "" : " " + by).append('\n');
            }
        }
        return text.toString();
    }

    /** {@code kernel 3.10.0-1160.el7.x86_64}, {@code modules present}, then {@code l2tp_ppp builtin|loadable|absent}. */
    void knownModules() {
        String release =
                into.host.open("/proc/sys/kernel/osrelease", 256).orEmpty().strip();
        if (release.isEmpty() || release.contains("/")) {
            return;
        }
        String folder = "/lib/modules/" + release;
        boolean present = into.host.exists(folder + "/modules.dep");
        String builtin = into.host.open(folder + "/modules.builtin", MOST).orEmpty();
        String loadable = into.host.open(folder + "/modules.dep", MOST).orEmpty();
        var text = new StringBuilder("kernel ").append(release).append('\n');
        text.append("modules ").append(present ? "present" : "absent").append('\n');
        for (String module : MODULES) {
            String file = "/" + module + ".ko";
            String dashed = "/" + module.replace('_', '-') + ".ko";
            boolean in = builtin.contains(file) || builtin.contains(dashed);
            boolean can = loadable.contains(file) || loadable.contains(dashed);
            text.append(module)
                    .append(' ')
                    .append(in ? "builtin" : can ? "loadable" : "absent")
                    .append('\n');
        }
        into.put("kernel-modules.txt", text.toString());
    }

    /** One word, as getenforce prints it. A kernel without SELinux has no such file system. */
    void enforcing() {
        switch (into.host.open("/sys/fs/selinux/enforce", 8)) {
            case Opened.Text text ->
                into.put("getenforce.txt", text.text().startsWith("1") ? "Enforcing\n" : "Permissive\n");
            case Opened.Absent absent -> into.put("getenforce.txt", "Disabled\n");
            case Opened.Refused refused -> into.command("getenforce.txt", "getenforce");
            case Opened.Secret never -> throw new IllegalStateException("SELinux's mode is no secret");
        }
    }
}
