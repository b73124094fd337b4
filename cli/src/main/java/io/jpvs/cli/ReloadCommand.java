package io.jpvs.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Has a running balancer read its configuration again.
@Command(
        name = "reload",
        description = "Have a running balancer read its configuration again. One that is not valid changes nothing.",
        sortOptions = false)
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private ControlSocketOptions socket = new ControlSocketOptions();

    @Spec
    private @Nullable CommandSpec spec;

    /// Made by picocli.
    ReloadCommand() {}

    @Override
    public Integer call() {
        socket.client().reload();
        Objects.requireNonNull(spec).commandLine().getOut().println("the configuration is in force");
        return ExitCode.OK;
    }
}
