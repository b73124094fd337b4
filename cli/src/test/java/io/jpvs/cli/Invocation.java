package io.jpvs.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/// A command that was run, with what it printed.
record Invocation(int exitCode, String out, String err) {
    static Invocation of(String... arguments) {
        CommandLine commandLine = Main.commandLine((configuration, plugins, connections) -> {
            throw new IllegalStateException("no kernel in this test");
        });
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = commandLine
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Invocation(exitCode, out.toString(), err.toString());
    }
}
