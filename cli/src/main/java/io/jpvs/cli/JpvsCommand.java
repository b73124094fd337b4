package io.jpvs.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The command that all others are part of.
@Command(
        name = "jpvs",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        description = "A layer-4 load balancer whose protocols are plugins.",
        versionProvider = JpvsCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong use or configuration"})
final class JpvsCommand {
    private boolean debugging;

    /// Makes the command.
    JpvsCommand() {}

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "log more, and show where in the program an error came from")
    void debug(boolean debug) {
        debugging = debug;
        if (debug) {
            Logging.debug();
        }
    }

    boolean isDebugging() {
        return debugging;
    }

    /// The release, from the manifest of the jar.
    static final class Version implements IVersionProvider {
        /// Made by picocli.
        Version() {}

        @Override
        public String[] getVersion() {
            @Nullable String version = JpvsCommand.class.getPackage().getImplementationVersion();
            return new String[] {"jpvs " + (version == null ? "(not packaged)" : version)};
        }
    }
}
