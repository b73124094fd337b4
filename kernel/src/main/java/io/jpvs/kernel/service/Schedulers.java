package io.jpvs.kernel.service;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// The schedulers by the names that configuration and ipvsadm know.
public final class Schedulers {
    private static final Map<String, Supplier<Scheduler>> BY_NAME =
            Map.of("rr", RoundRobin::new, "wrr", WeightedRoundRobin::new);

    private Schedulers() {}

    /// Returns the names there are.
    public static Set<String> names() {
        return BY_NAME.keySet();
    }

    /// Makes a scheduler for one service of one worker.
    ///
    /// @throws IllegalArgumentException if there is none of that name
    public static Scheduler create(String name) {
        Supplier<Scheduler> supplier = BY_NAME.get(name);
        if (supplier == null) {
            throw new IllegalArgumentException("no scheduler '" + name + "'; there are " + BY_NAME.keySet());
        }
        return supplier.get();
    }
}
