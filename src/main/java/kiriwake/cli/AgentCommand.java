package kiriwake.cli;

import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import kiriwake.agent.Agent;
import kiriwake.agent.SystemdNotify;
import kiriwake.config.Config;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kiriwake agent}: the service. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Watches always: captures the packets of VPN handshakes, follows the logs, judges every attempt and keeps it"
                    + " with its evidence within a disk budget.",
            "Runs until SIGTERM; SIGHUP reads the configuration anew. The package's kiriwake.service starts it as user"
                    + " kiriwake."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  systemctl start kiriwake",
            "  kiriwake agent --check-config",
            "  kiriwake agent --config ./kiriwake.yaml"
        })
final class AgentCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings; default: /etc/kiriwake/kiriwake.yaml, or the defaults if it is not there.")
    private @Nullable Path file;

    @Option(names = "--check-config", description = "Only say whether the settings are good, and what is in force.")
    private boolean check;

    @Override
    public Integer call() {
        Optional<Path> asked = Optional.ofNullable(file);
        if (check) {
            Config config = read(asked);
            PrintWriter out = spec.commandLine().getOut();
            config.values().forEach((key, value) -> out.println(key + ": " + value));
            out.flush();
            return Kiriwake.NO_FAULT;
        }
        return watch(asked, spec.commandLine().getErr());
    }

    private static Config read(Optional<Path> asked) {
        return asked.map(Config::load).orElseGet(() -> Config.loadOrDefaults(Config.USUAL_PLACE));
    }

    /** Until it is told to stop; answers the exit status. */
    static int watch(Optional<Path> asked, PrintWriter err) {
        var agent = new Agent(
                read(asked), asked.orElse(Config.USUAL_PLACE), Version.number(), SystemdNotify.ofProcess(), err);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(agent::stop));
        onHangup(agent::reload, err);
        agent.run();
        return Kiriwake.NO_FAULT;
    }

    /**
     * Java hears of a signal only through {@code sun.misc.Signal} of the jdk.unsupported module, which javac warns of by
     * any other way than this.
     */
    private static void onHangup(Runnable reload, PrintWriter err) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object hangup = signal.getConstructor(String.class).newInstance("HUP");
            Object listening = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            reload.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler).invoke(null, hangup, listening);
        } catch (ReflectiveOperationException absent) {
            err.println("SIGHUP will not read the configuration anew: " + absent);
        }
    }
}
