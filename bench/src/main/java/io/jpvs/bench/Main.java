package io.jpvs.bench;

import io.jpvs.bench.rig.RigException;
import io.jpvs.bench.scale.Measurement;
import io.jpvs.bench.scale.Order;
import java.io.IOException;
import java.util.Arrays;
import picocli.CommandLine;

/// Runs the benchmarks: `./jpvs bench [OPTIONS]` beside testpmd, `./jpvs bench VERB [OPTIONS]` those in memory,
/// `./jpvs bench jmh [JMH options]` those of JMH.
public final class Main {
    private static final String JMH = "jmh";

    private Main() {}

    /// Runs one of the two and ends the process.
    public static void main(String[] args) throws IOException {
        if (args.length > 0 && args[0].equals(JMH)) {
            org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
        } else {
            System.exit(commands()
                    .setExecutionExceptionHandler(Main::failed)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(args));
        }
    }

    private static CommandLine commands() {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new ScaleCommand())
                .addSubcommand("scale-row", new ForkedCommand<>(Order.class, Measurement::of))
                .addSubcommand(new SetupCommand())
                .addSubcommand(
                        "setup-row",
                        new ForkedCommand<>(io.jpvs.bench.setup.Order.class, io.jpvs.bench.setup.Measurement::of));
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
        if (!(e instanceof RigException)) {
            throw e;
        }
        command.getErr().println("jpvs: bench: " + e.getMessage());
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
