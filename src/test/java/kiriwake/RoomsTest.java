package kiriwake;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Holds the table of rooms (src/docs/rooms.md): what each may use. It keeps the middle pure, so that a verdict can be
 * tested without a server, and each outside library in one place, so that it can be replaced.
 */
class RoomsTest {
    private static final Set<String> WIRE =
            Set.of("wire", "wire.link", "wire.natt", "wire.ike", "wire.esp", "wire.l2tp", "wire.ppp");
    private static final Set<String> LOG = Set.of(
            "log",
            "log.envelope",
            "log.xl2tpd",
            "log.strongswan",
            "log.libreswan",
            "log.pppd",
            "log.kernel",
            "log.macos",
            "log.reader");
    private static final Map<String, Set<String>> MAY_USE = table();
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("kiriwake");

    private static Map<String, Set<String>> table() {
        var table = new TreeMap<String, Set<String>>();
        table.put("bytes", Set.of());
        table.put("net", Set.of("bytes"));
        table.put("text", Set.of());
        table.put("trouble", Set.of());
        table.put("event", Set.of("bytes", "net"));
        table.put("explain", Set.of("text"));
        WIRE.forEach(room -> table.put(room, Set.of("bytes", "net")));
        LOG.forEach(room -> table.put(room, Set.of("net", "event", "log")));
        table.put("log.reader", with(LOG, "net", "event"));
        table.put("state", Set.of("net", "event"));
        table.put("wire", with(WIRE, "bytes", "net"));
        table.put("observe", with(WIRE, "bytes", "net", "event"));
        table.put("decode", with(WIRE, "bytes", "net"));
        table.put("source.pcap", Set.of("bytes", "net", "trouble"));
        table.put("source.folder", Set.of("trouble"));
        table.put("config", Set.of("net", "text", "trouble"));
        Set<String> edge = Set.of("bytes", "net", "config", "trouble");
        table.put("source.capture", edge);
        table.put("source.tail", edge);
        table.put("source.journal", with(edge, "source.tail"));
        table.put("source.host", edge);
        table.put("timeline", Set.of("event"));
        table.put("clock", Set.of("event", "timeline"));
        table.put("attempt", Set.of("net", "event", "clock", "timeline"));
        table.put("diagnose", Set.of("net", "event", "timeline", "attempt"));
        table.put("report", Set.of("net", "event", "timeline", "attempt", "diagnose", "explain", "text"));
        var pipeline = new TreeSet<String>(Set.of(
                "bytes",
                "net",
                "event",
                "state",
                "observe",
                "clock",
                "timeline",
                "attempt",
                "diagnose",
                "source.pcap",
                "wire"));
        pipeline.addAll(WIRE);
        pipeline.addAll(LOG);
        table.put("pipeline", pipeline);
        table.put(
                "cases",
                Set.of("net", "event", "state", "diagnose", "pipeline", "source.folder", "source.pcap", "trouble"));
        table.put("store", Set.of("bytes", "net", "event", "timeline", "attempt", "diagnose", "trouble"));
        table.put("check", Set.of("net", "event", "state", "text", "config", "source.host", "trouble"));
        table.put("agent", new TreeSet<>(table.keySet()));
        var everything = new TreeSet<>(table.keySet());
        table.put("cli", everything);
        return table;
    }

    private static Set<String> with(Set<String> some, String... more) {
        var all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return all;
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith("kiriwake.") ? name.substring("kiriwake.".length()) : "";
    }

    @Test
    void aRoomUsesOnlyWhatTheTableAllows() {
        var wrong = new TreeSet<String>();
        for (JavaClass type : CLASSES) {
            Set<String> allowed = MAY_USE.getOrDefault(room(type), Set.of());
            for (Dependency use : type.getDirectDependenciesFromSelf()) {
                String other = room(use.getTargetClass().getBaseComponentType());
                if (!other.isEmpty() && !other.equals(room(type)) && !allowed.contains(other)) {
                    wrong.add(room(type) + " may not use " + other + ": " + use.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRoomIsInTheTable() {
        var rooms = new TreeSet<String>();
        CLASSES.forEach(type -> rooms.add(room(type)));
        rooms.removeAll(MAY_USE.keySet());
        rooms.remove("");
        assertThat(rooms).as("rooms without a line in the table").isEmpty();
    }

    @Test
    void roomsHaveNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("kiriwake.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void everyRoomIsNullMarked() {
        var unmarked = new TreeSet<String>();
        for (JavaClass type : CLASSES) {
            boolean marked = type.getPackage()
                    .tryGetPackageInfo()
                    .map(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                    .orElse(false);
            if (!marked) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void onlyTheEdgesKnowTheWorld() {
        Set<String> edges = Set.of(
                "agent",
                "cases",
                "cli",
                "config",
                "source.capture",
                "source.folder",
                "source.host",
                "source.journal",
                "source.pcap",
                "source.tail",
                "store");
        var wrong = new TreeSet<String>();
        for (JavaClass type : CLASSES) {
            if (edges.contains(room(type))) {
                continue;
            }
            for (Dependency use : type.getDirectDependenciesFromSelf()) {
                String other = use.getTargetClass().getName();
                if (other.startsWith("java.nio.file.")
                        || other.startsWith("java.net.")
                        || other.startsWith("picocli.")) {
                    wrong.add(use.getDescription());
                }
            }
        }
        assertThat(wrong)
                .as("files, sockets and the command line belong to the edges")
                .isEmpty();
    }
}
