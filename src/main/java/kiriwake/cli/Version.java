package kiriwake.cli;

import java.util.Set;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {
    /** Words that ask for it. */
    static final Set<String> ASKED = Set.of("--version", "-V");

    /** {@code 1.0.0}; {@code 0} when run from classes that no jar holds. */
    static String number() {
        String built = Version.class.getPackage().getImplementationVersion();
        return built == null ? "0" : built;
    }

    static String told() {
        return "kiriwake " + number();
    }

    @Override
    public String[] getVersion() {
        return new String[] {told()};
    }
}
