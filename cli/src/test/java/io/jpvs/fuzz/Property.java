package io.jpvs.fuzz;

import java.util.function.Supplier;

/// What has to hold whatever comes in.
final class Property {
    private Property() {}

    static void holds(boolean condition, Supplier<String> violation) {
        if (!condition) {
            throw new AssertionError(violation.get());
        }
    }
}
