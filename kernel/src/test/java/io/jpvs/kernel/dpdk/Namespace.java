package io.jpvs.kernel.dpdk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A network namespace that lives as long as a test.
///
/// @param name unique on the machine
record Namespace(String name) implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    static Namespace create() {
        Namespace namespace = new Namespace("jpvs-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
        Machine.command("ip", "netns", "add", namespace.name);
        return namespace;
    }

    /// Runs a command inside; its words are separated by blanks.
    void run(String command) {
        List<String> words = new ArrayList<>(prefix());
        words.addAll(List.of(command.split(" ")));
        Machine.command(words.toArray(String[]::new));
    }

    /// What to put in front of a command so that it runs inside.
    List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    @Override
    public void close() {
        Machine.command("ip", "netns", "del", name);
    }
}
