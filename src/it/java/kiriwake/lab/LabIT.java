package kiriwake.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs scenarios with one injected fault live and asks for the diagnosis that matches it. Which: {@code -Dscenario=GLOB}, or
 * the handful of src/lab/handful.txt. Needs root and Debian 12; {@code src/lab/run} installs the rest. In profile
 * {@code lab} only, because a scenario takes a minute.
 */
@EnabledIfSystemProperty(named = "lab", matches = "live", disabledReason = "profile lab runs it")
class LabIT {
    private static final Path LAB = Path.of("src/lab");

    @TestFactory
    Stream<DynamicTest> theDiagnosisMatchesTheFault() throws IOException, InterruptedException {
        List<String> names = names();
        assertThat(names).as("scenarios to run").isNotEmpty();
        Map<String, String> told = run(names);
        // a machine that is busy elsewhere makes daemons late; what is wrong is wrong a second time
        List<String> failed = names.stream()
                .filter(name -> !told.getOrDefault(name, "").startsWith("ok "))
                .toList();
        if (!failed.isEmpty()) {
            System.out.println("once more: " + String.join(" ", failed));
            told.putAll(run(failed));
        }
        return names.stream().map(name -> DynamicTest.dynamicTest(name, () -> {
            String line = told.getOrDefault(name, "the runner said nothing of it, see its output above");
            assertThat(line).startsWith("ok ");
        }));
    }

    private static List<String> names() throws IOException {
        String wanted = System.getProperty("scenario", "*");
        if (wanted.equals("*")) {
            return Files.readAllLines(LAB.resolve("handful.txt"));
        }
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + wanted + ".sh");
        try (Stream<Path> files = Files.list(LAB.resolve("scenarios"))) {
            return files.map(Path::getFileName)
                    .filter(matcher::matches)
                    .map(file -> file.toString().replaceFirst("\\.sh$", ""))
                    .sorted()
                    .toList();
        }
    }

    /** What the runner says of each scenario: {@code ok NAME (S s): VERDICT} or {@code FAILED NAME: REASON}. */
    private static Map<String, String> run(List<String> names) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(LAB.resolve("run").toAbsolutePath().toString(), "--jobs", "2", "--timeout", "600"));
        command.addAll(names);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var told = new HashMap<String, String>();
        try (var output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                System.out.println(line);
                String[] words = line.split("\\s+", 3);
                if (words.length > 1 && (words[0].equals("ok") || words[0].equals("FAILED"))) {
                    told.put(words[1].replaceFirst(":$", ""), line);
                }
            }
        }
        assertThat(process.waitFor())
                .as("src/lab/run: 0 all as they should be, 1 not all, 2 wrong usage, 3 no lab on this machine")
                .isIn(0, 1);
        return told;
    }
}
