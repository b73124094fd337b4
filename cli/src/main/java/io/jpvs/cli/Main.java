package io.jpvs.cli;

import picocli.CommandLine;

/// The command line's entry: `jpvs` beside the launcher's own verbs.
public final class Main {
    private Main() {}

    /// Runs one command and ends the process with its [exit code][ExitCode].
    public static void main(String[] arguments) {
        System.exit(commandLine(LiveBalancer::start).execute(arguments));
    }

    static CommandLine commandLine(RunningBalancer.Starter starter) {
        JpvsCommand root = new JpvsCommand();
        CommandLine commandLine = new CommandLine(root)
                .addSubcommand(new RunCommand(starter))
                .addSubcommand(new StatsCommand())
                .addSubcommand(new ConnsCommand())
                .addSubcommand(new ReloadCommand())
                .addSubcommand(new ReplayCommand())
                .addSubcommand(new PluginCommand());
        ErrorLine errors = new ErrorLine(root);
        return commandLine
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setUsageHelpWidth(100);
    }
}
