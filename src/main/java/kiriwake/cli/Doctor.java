package kiriwake.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiriwake.cli.DoctorCheck.Area;
import kiriwake.cli.DoctorCheck.Grade;
import kiriwake.cli.Privileges.Right;

/** What kiriwake has to work with on this host: what is installed, what it may do, what it can watch. */
final class Doctor {
    private static final String STORE = "/var/lib/kiriwake";
    private static final String UNIT = "/usr/lib/systemd/system/kiriwake.service";
    /** Where the daemons of an L2TP/IPsec server write, on CentOS and on Debian. */
    private static final List<String> LOGS =
            List.of("/var/log/secure", "/var/log/messages", "/var/log/syslog", "/var/log/auth.log");

    private static final List<String> IKE_DAEMONS = List.of("pluto", "charon", "charon-systemd");

    private final Installed installed;
    private final HostView host;
    private final Privileges rights;
    private final List<HostView.Running> processes;
    private final List<DoctorCheck> checks = new ArrayList<>();

    private Doctor(Installed installed, HostView host) {
        this.installed = installed;
        this.host = host;
        this.rights = Privileges.read(host.lines("/proc/self/status"));
        this.processes = host.processes();
    }

    static List<DoctorCheck> examine(Installed installed, HostView host) {
        var doctor = new Doctor(installed, host);
        doctor.installed();
        doctor.rights();
        doctor.service();
        doctor.watch();
        return List.copyOf(doctor.checks);
    }

    private void add(Area area, Grade grade, String subject, String variant, Map<String, String> values) {
        checks.add(new DoctorCheck(area, grade, subject, variant, values));
    }

    private void installed() {
        var area = Area.INSTALLED;
        add(area, Grade.OK, "program", "is", Map.of("version", installed.version(), "build", installed.build()));
        add(area, Grade.OK, "java", "is", Map.of("java", installed.java(), "runtime", installed.runtime()));
        boolean archived = installed.archived();
        add(area, archived ? Grade.OK : Grade.WARN, "archive", archived ? "used" : "unused", Map.of());
        installed
                .libpcap()
                .ifPresentOrElse(
                        version -> add(area, Grade.OK, "libpcap", "is", Map.of("version", version)),
                        () -> add(area, Grade.NO, "libpcap", "missing", Map.of()));
        add(area, Grade.OK, "sqlite", "is", Map.of("version", installed.sqlite()));
        String release =
                host.lines("/proc/sys/kernel/osrelease").stream().findFirst().orElse("?");
        boolean old = isBeforeAmbientCapabilities(release);
        add(area, old ? Grade.WARN : Grade.OK, "kernel", old ? "old" : "is", Map.of("release", release));
    }

    /** CentOS 7 has them from 3.10.0-514 on, other kernels from 4.3 on; without them the unit does not start. */
    private static boolean isBeforeAmbientCapabilities(String release) {
        var parts = release.split("[.-]", -1);
        int[] numbers = new int[4];
        for (int i = 0; i < Math.min(4, parts.length); i++) {
            numbers[i] = parts[i].matches("[0-9]{1,6}") ? Integer.parseInt(parts[i]) : 0;
        }
        boolean centos = release.contains(".el7");
        return centos ? numbers[3] < 514 : numbers[0] > 0 && (numbers[0] < 4 || numbers[0] == 4 && numbers[1] < 3);
    }

    private void rights() {
        var area = Area.RIGHTS;
        add(
                area,
                Grade.OK,
                "user",
                rights.user() == 0 ? "root" : "other",
                Map.of("id", Integer.toString(rights.user())));
        List<String> lacking = rights.lacking();
        var values = Map.of("has", listed(rights.rights()), "lacks", listed(lacking));
        if (lacking.isEmpty()) {
            add(area, Grade.OK, "capabilities", rights.user() == 0 ? "root" : "all", values);
        } else {
            add(area, Grade.NO, "capabilities", rights.rights().isEmpty() ? "none" : "some", values);
        }
    }

    private static String listed(List<String> names) {
        return String.join(", ", names);
    }

    private void service() {
        var area = Area.SERVICE;
        Optional<HostView.Running> running =
                processes.stream().filter(Doctor::isService).findFirst();
        if (running.isEmpty()) {
            add(area, Grade.WARN, "service", host.exists(UNIT) ? "stopped" : "absent", Map.of());
            return;
        }
        int pid = running.get().pid();
        Privileges its = Privileges.read(host.lines("/proc/" + pid + "/status"));
        var values = Map.of(
                "pid", Integer.toString(pid),
                "user", Integer.toString(its.user()),
                "has", listed(its.rights()),
                "ambient", listed(its.ambientRights()),
                "lacks", listed(its.lacking()));
        add(area, Grade.OK, "service", "running", values);
        boolean enough = its.lacking().isEmpty();
        add(area, enough ? Grade.OK : Grade.NO, "service-rights", enough ? "all" : "some", values);
    }

    private static boolean isService(HostView.Running running) {
        List<String> words = running.words();
        int jar = -1;
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).endsWith("/kiriwake.jar")) {
                jar = i;
            }
        }
        return jar >= 0 && jar + 1 < words.size() && words.get(jar + 1).equals("agent");
    }

    private void watch() {
        packets();
        logs();
        journal();
        firewall();
        ipsec();
        daemons();
        store();
        if (host.lines("/sys/fs/selinux/enforce").stream().anyMatch("1"::equals)) {
            add(Area.WATCH, Grade.OK, "selinux", "enforcing", Map.of());
        }
    }

    private void watch(Grade grade, String subject, String variant, String key, String value) {
        add(Area.WATCH, grade, subject, variant, Map.of(key, value));
    }

    private void watch(Grade grade, String subject, String variant) {
        add(Area.WATCH, grade, subject, variant, Map.of());
    }

    private void packets() {
        String cards = listed(host.cards());
        if (installed.libpcap().isEmpty()) {
            watch(Grade.NO, "packets", "no-libpcap");
        } else if (!host.exists("/proc/net/packet")) {
            watch(Grade.NO, "packets", "no-kernel");
        } else if (!rights.may(Right.NET_RAW)) {
            watch(Grade.NO, "packets", "no-right");
        } else if (cards.isEmpty()) {
            watch(Grade.WARN, "packets", "no-card");
        } else {
            watch(Grade.OK, "packets", "yes", "cards", cards);
        }
    }

    private void logs() {
        int found = 0;
        for (String log : LOGS) {
            switch (host.opens(log)) {
                case OPENS -> watch(Grade.OK, "log", "yes", "file", log);
                case DENIED -> watch(Grade.NO, "log", "no-right", "file", log);
                case ABSENT -> {
                    continue;
                }
            }
            found++;
        }
        if (found == 0) {
            watch(Grade.WARN, "log", "none");
        }
    }

    private void journal() {
        if (host.command("journalctl").isEmpty()) {
            watch(Grade.WARN, "journal", "absent");
            return;
        }
        HostView.Access kept = host.lists("/var/log/journal");
        HostView.Access volatileOnly = host.lists("/run/log/journal");
        if (kept == HostView.Access.OPENS) {
            watch(Grade.OK, "journal", "yes");
        } else if (volatileOnly == HostView.Access.OPENS) {
            watch(Grade.WARN, "journal", "volatile");
        } else if (kept == HostView.Access.DENIED || volatileOnly == HostView.Access.DENIED) {
            watch(Grade.NO, "journal", "no-right");
        } else {
            watch(Grade.WARN, "journal", "empty");
        }
    }

    private void firewall() {
        Optional<String> command = host.command("iptables-save").or(() -> host.command("nft"));
        if (command.isEmpty()) {
            watch(Grade.WARN, "firewall", "absent");
        } else if (!rights.may(Right.NET_ADMIN)) {
            watch(Grade.NO, "firewall", "no-right");
        } else {
            watch(Grade.OK, "firewall", "yes", "command", command.get());
        }
        switch (host.opens("/proc/net/nf_conntrack")) {
            case OPENS -> watch(Grade.OK, "conntrack", "yes");
            case DENIED -> watch(Grade.NO, "conntrack", "no-right");
            case ABSENT -> watch(Grade.WARN, "conntrack", "absent");
        }
    }

    private void ipsec() {
        if (host.command("ip").isEmpty()) {
            watch(Grade.NO, "states", "absent");
        } else if (!rights.may(Right.NET_ADMIN)) {
            watch(Grade.NO, "states", "no-right");
        } else {
            watch(Grade.OK, "states", "yes");
        }
        boolean counters = host.exists("/proc/net/xfrm_stat");
        watch(counters ? Grade.OK : Grade.WARN, "counters", counters ? "yes" : "absent");
        boolean pluto = host.exists("/run/pluto/pluto.ctl");
        if (pluto && rights.user() != 0 && !rights.may(Right.DAC_OVERRIDE)) {
            watch(Grade.WARN, "pluto-status", "no-right");
        } else if (pluto) {
            watch(Grade.OK, "pluto-status", "yes");
        }
    }

    private void daemons() {
        daemon("ike", IKE_DAEMONS);
        daemon("l2tp", List.of("xl2tpd"));
    }

    private void daemon(String subject, List<String> names) {
        Optional<String> name = processes.stream()
                .map(HostView.Running::name)
                .filter(names::contains)
                .findFirst();
        watch(
                name.isPresent() ? Grade.OK : Grade.WARN,
                subject,
                name.isPresent() ? "runs" : "not",
                "name",
                name.orElse(""));
    }

    private void store() {
        switch (host.lists(STORE)) {
            case OPENS -> watch(Grade.OK, "store", "yes", "folder", STORE);
            case DENIED -> watch(Grade.NO, "store", "no-right", "folder", STORE);
            case ABSENT -> watch(Grade.WARN, "store", host.exists(STORE) ? "empty" : "absent", "folder", STORE);
        }
    }
}
