package io.jpvs.cli;

import io.jpvs.kernel.config.ConfigurationException;
import io.jpvs.kernel.control.ControlException;
import io.jpvs.kernel.plugin.PluginException;
import io.jpvs.kernel.replay.ReplayException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Tells what went wrong in one line on stderr; with `--debug` where in the program, too.
final class ErrorLine implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final JpvsCommand root;

    ErrorLine(JpvsCommand root) {
        this.root = root;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        print(command, name + ": " + firstLine(e).replaceFirst("^Error: ", "") + "; fix: " + name + " --help", e);
        return ExitCode.WRONG;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof ParameterException wrongUse) {
            return handleParseException(wrongUse, new String[0]);
        }
        print(command, line(e), e);
        return exitCode(e);
    }

    /// A configuration's error begins with file and line, as editors and people look for it.
    private static String line(Exception e) {
        return switch (e) {
            case ConfigurationException wrong -> wrong.getMessage();
            case ControlException refused
            when refused.kind() == ControlException.Kind.CONFIGURATION -> refused.getMessage();
            default -> "jpvs: " + firstLine(e);
        };
    }

    private static int exitCode(Exception e) {
        boolean isWrong = e instanceof ConfigurationException
                || e instanceof PluginException
                || e instanceof ReplayException
                || e instanceof ControlException refused && refused.kind() == ControlException.Kind.CONFIGURATION;
        return isWrong ? ExitCode.WRONG : ExitCode.FAILED;
    }

    private void print(CommandLine command, String line, Exception e) {
        PrintWriter err = command.getErr();
        err.println(line);
        if (root.isDebugging()) {
            e.printStackTrace(err);
        }
        err.flush();
    }

    private static String firstLine(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank()
                ? e.getClass().getName()
                : message.lines().findFirst().orElse("").strip();
    }
}
