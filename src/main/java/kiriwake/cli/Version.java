package kiriwake.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class Version implements IVersionProvider {

    /** {@code 1.0.0}; {@code 0} when run from classes that no jar holds. */
    static String number() {
        String built = Version.class.getPackage().getImplementationVersion();
        return built == null ? "0" : built;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"kiriwake " + number()};
    }
}
