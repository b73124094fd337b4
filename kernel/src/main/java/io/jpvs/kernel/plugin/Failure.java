package io.jpvs.kernel.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Calls into plugins, which may throw anything.
final class Failure {
    private static final int MOST_CAUSES = 4;

    private Failure() {}

    /// Asks a plugin for something.
    ///
    /// @param what the hook's name
    /// @throws PluginRefused if it throws or returns null
    static <T> T refuseOn(String what, Supplier<? extends @Nullable T> hook) throws PluginRefused {
        T answer;
        try {
            answer = hook.get();
        } catch (OutOfMemoryError e) {
            throw e; // not the plugin's own trouble
        } catch (PluginException e) {
            throw new PluginRefused(String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            throw new PluginRefused(what + " threw " + describe(e));
        }
        if (answer == null) {
            throw new PluginRefused(what + " returned null");
        }
        return answer;
    }

    /// Asks a plugin for several things and copies them.
    ///
    /// @throws PluginRefused if it throws or returns null, or null is among them
    static <T> List<T> copyOrRefuse(String what, Supplier<? extends @Nullable Collection<T>> hook)
            throws PluginRefused {
        Collection<T> answer = refuseOn(what, hook);
        List<T> copy = refuseOn(what, () -> new ArrayList<>(answer));
        if (copy.contains(null)) {
            throw new PluginRefused(what + " returned null among others");
        }
        return List.copyOf(copy);
    }

    /// Returns the throwable in a line, with its causes; an overridden `getMessage` that throws is survived.
    static String describe(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.getClass().getName());
        try {
            Throwable at = thrown;
            for (int i = 0; i < MOST_CAUSES && at != null; i++, at = at.getCause()) {
                if (i > 0) {
                    text.append(", caused by ").append(at.getClass().getName());
                }
                if (at.getMessage() != null) {
                    text.append(": ").append(at.getMessage());
                }
            }
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            text.append(" (and its message threw ")
                    .append(e.getClass().getName())
                    .append(')');
        }
        return text.toString().lines().findFirst().orElse("");
    }
}
