package io.jpvs.bench;

import io.jpvs.bench.memory.Fork;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What a JVM does that [Fork] has started. Not for people.
@Command(hidden = true)
final class ForkedCommand<T> implements Callable<Integer> {
    private final Class<T> type;
    private final Function<T, Object> measurement;

    @Parameters(paramLabel = "JSON", description = "what to measure")
    private String order = "";

    @Spec
    private @Nullable CommandSpec spec;

    ForkedCommand(Class<T> type, Function<T, Object> measurement) {
        this.type = type;
        this.measurement = measurement;
    }

    @Override
    public Integer call() {
        Object found = measurement.apply(Fork.order(order, type));
        Objects.requireNonNull(spec).commandLine().getOut().println(Fork.result(found));
        return 0;
    }
}
