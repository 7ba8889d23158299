package kiriwake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Stands in for the systemd 219 of CentOS 7, which no build machine has: it ignores what it does not know, and some of
 * that silently protects nothing. The rules are those its source and runs of it gave.
 */
class UnitFileTest {
    /** What 219 knows of the keys that a service may want; RandomizedDelaySec and the like came within CentOS 7. */
    private static final Map<String, Set<String>> KNOWN = Map.of(
            "Unit",
            words("Description Documentation Wants Requires Requisite BindsTo PartOf Conflicts Before After OnFailure"
                    + " PropagatesReloadTo ReloadPropagatedFrom JoinsNamespaceOf RequiresMountsFor StopWhenUnneeded"
                    + " RefuseManualStart RefuseManualStop DefaultDependencies ConditionPathExists ConditionVirtualization"
                    + " ConditionKernelCommandLine ConditionCapability ConditionPathIsDirectory"),
            "Service",
            words("Type Restart RestartSec TimeoutSec TimeoutStartSec TimeoutStopSec WatchdogSec StartLimitInterval"
                    + " StartLimitBurst StartLimitAction PermissionsStartOnly RemainAfterExit RestartPreventExitStatus"
                    + " RestartForceExitStatus SuccessExitStatus NotifyAccess PIDFile ExecStart ExecStartPre ExecStartPost"
                    + " ExecReload ExecStop ExecStopPost User Group SupplementaryGroups WorkingDirectory Nice"
                    + " OOMScoreAdjust IOSchedulingClass IOSchedulingPriority CPUSchedulingPolicy CPUSchedulingPriority"
                    + " UMask Environment EnvironmentFile PassEnvironment StandardInput StandardOutput StandardError"
                    + " SyslogIdentifier SyslogFacility SyslogLevel LimitNOFILE LimitNPROC LimitCORE LimitMEMLOCK"
                    + " CapabilityBoundingSet AmbientCapabilities NoNewPrivileges SystemCallFilter"
                    + " SystemCallArchitectures SystemCallErrorNumber RestrictAddressFamilies ReadWriteDirectories"
                    + " ReadOnlyDirectories InaccessibleDirectories PrivateTmp PrivateNetwork PrivateDevices"
                    + " ProtectSystem ProtectHome MountFlags RuntimeDirectory RuntimeDirectoryMode KillMode KillSignal"
                    + " SendSIGKILL Slice CPUAccounting CPUShares CPUQuota MemoryAccounting MemoryLimit"
                    + " TasksAccounting TasksMax Delegate"),
            "Install",
            words("WantedBy RequiredBy Also Alias"));

    /** Folders that the package or RuntimeDirectory= makes. */
    private static final Set<String> OURS = Set.of("/var/lib/kiriwake", "/run/kiriwake");

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }

    /** Values of each key by section and key. */
    private record UnitFile(Map<String, Map<String, List<String>>> sections) {

        static UnitFile read(String text) {
            var sections = new LinkedHashMap<String, Map<String, List<String>>>();
            String section = "";
            for (String line : text.lines().toList()) {
                if (line.isBlank() || line.startsWith("#") || line.startsWith(";")) {
                    continue;
                }
                if (line.startsWith("[")) {
                    section = line.substring(1, line.indexOf(']'));
                    sections.putIfAbsent(section, new LinkedHashMap<>());
                    continue;
                }
                int equals = line.indexOf('=');
                sections.getOrDefault(section, new LinkedHashMap<>())
                        .computeIfAbsent(line.substring(0, equals), key -> new ArrayList<>())
                        .add(line.substring(equals + 1));
            }
            return new UnitFile(sections);
        }

        List<String> all(String key) {
            return sections.getOrDefault("Service", Map.of()).getOrDefault(key, List.of());
        }

        String one(String key) {
            return all(key).isEmpty() ? "" : all(key).getLast();
        }

        Set<String> split(String key) {
            return all(key).stream()
                    .flatMap(value -> Stream.of(value.split("\\s+")))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** What 219 would ignore, refuse or misunderstand. */
    private static List<String> wrongOn219(UnitFile unit) {
        var wrong = new ArrayList<String>();
        unit.sections()
                .forEach((section, keys) -> keys.forEach((key, values) -> {
                    if (!KNOWN.getOrDefault(section, Set.of()).contains(key)) {
                        wrong.add(key + " is unknown in [" + section + "]");
                    }
                    for (String value : values) {
                        if (value.contains("infinity")) {
                            wrong.add(key + "=infinity is over at once");
                        }
                        if (key.startsWith("Exec") && !value.matches("[-@]*/.*")) {
                            wrong.add(key + " has a prefix other than - and @, or no absolute path");
                        }
                        if (key.equals("MemoryLimit") && !value.matches("[0-9]+[KMG]?")) {
                            wrong.add("MemoryLimit is not a number of bytes");
                        }
                    }
                }));
        if (unit.split("SystemCallFilter").stream().anyMatch(name -> name.contains("@"))) {
            wrong.add("SystemCallFilter names a group");
        }
        if (unit.all("SystemCallFilter").stream().anyMatch(value -> !value.startsWith("~"))) {
            wrong.add("SystemCallFilter is not a list of what is denied");
        }
        boolean filtered = !unit.one("SystemCallFilter").isEmpty()
                || !unit.one("RestrictAddressFamilies").isEmpty()
                || !unit.one("SystemCallArchitectures").isEmpty();
        if (filtered
                && !unit.one("User").isEmpty()
                && !unit.one("NoNewPrivileges").equals("yes")) {
            wrong.add("a filter with User= needs NoNewPrivileges=yes");
        }
        if (!unit.split("CapabilityBoundingSet").containsAll(unit.split("AmbientCapabilities"))) {
            wrong.add("an ambient capability is outside the bounding set");
        }
        for (String folder : unit.split("ReadWriteDirectories")) {
            if (!folder.startsWith("-") && !OURS.contains(folder)) {
                wrong.add(folder + " may be missing, and then nothing starts");
            }
        }
        if (!Set.of("", "yes", "no", "full").contains(unit.one("ProtectSystem"))) {
            wrong.add("ProtectSystem=" + unit.one("ProtectSystem") + " protects nothing");
        }
        if (!Set.of("", "yes", "no", "read-only").contains(unit.one("ProtectHome"))) {
            wrong.add("ProtectHome=" + unit.one("ProtectHome") + " hides nothing");
        }
        if (!Set.of("simple", "forking", "oneshot", "dbus", "notify", "idle").contains(unit.one("Type"))) {
            wrong.add("Type=" + unit.one("Type") + " is taken for simple");
        }
        return wrong;
    }

    @TestFactory
    Stream<DynamicTest> everyUnitIsOneForSystemd219() throws IOException {
        try (Stream<Path> units = Files.list(Path.of("systemd"))) {
            return units.filter(path -> path.toString().endsWith(".service")).sorted().toList().stream()
                    .map(path -> DynamicTest.dynamicTest(String.valueOf(path.getFileName()), () -> assertThat(
                                    wrongOn219(UnitFile.read(Files.readString(path))))
                            .isEmpty()));
        }
    }

    @Test
    void whatSystemd219MisunderstandsIsNoticed() {
        assertThat(wrongOn219(UnitFile.read("""
                                [Unit]
                                StartLimitIntervalSec=5
                                [Service]
                                Type=exec
                                User=kiriwake
                                ExecStart=+/usr/bin/kiriwake agent
                                TimeoutStartSec=infinity
                                ProtectSystem=strict
                                ProtectHome=tmpfs
                                MemoryLimit=40%
                                StateDirectory=kiriwake
                                SystemCallFilter=@system-service
                                AmbientCapabilities=CAP_NET_RAW
                                ReadWriteDirectories=/var/log/kiriwake
                                """))).hasSize(13);
    }

    @Test
    void theServiceHoldsThreeCapabilitiesAndNoMore() throws IOException {
        var unit = UnitFile.read(Files.readString(Path.of("systemd/kiriwake.service")));
        assertThat(unit.split("AmbientCapabilities"))
                .containsExactlyInAnyOrder("CAP_NET_RAW", "CAP_NET_ADMIN", "CAP_DAC_READ_SEARCH")
                .isEqualTo(unit.split("CapabilityBoundingSet"));
        assertThat(unit.one("Type")).isEqualTo("notify");
        assertThat(unit.one("NotifyAccess")).isEqualTo("main");
    }

    @Test
    void aboveEachLineThatProtectsStandsWhy() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("systemd/kiriwake.service"));
        var hardening = words("CapabilityBoundingSet NoNewPrivileges PrivateTmp PrivateDevices ProtectHome"
                + " ReadOnlyDirectories InaccessibleDirectories RestrictAddressFamilies SystemCallArchitectures"
                + " SystemCallFilter UMask LimitCORE");
        for (int i = 1; i < lines.size(); i++) {
            if (hardening.contains(lines.get(i).replaceFirst("=.*", ""))) {
                int above = i - 1;
                while (lines.get(above).matches("(ProtectSystem|ReadOnlyDirectories|SystemCallErrorNumber)=.*")) {
                    above--;
                }
                assertThat(lines.get(above)).as("above %s", lines.get(i)).startsWith("#");
            }
        }
    }
}
