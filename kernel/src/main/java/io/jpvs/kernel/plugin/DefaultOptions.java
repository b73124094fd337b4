package io.jpvs.kernel.plugin;

import io.jpvs.api.Options;
import java.time.Duration;

/// The options of a handler that configuration says nothing about: every answer is the handler's default.
final class DefaultOptions implements Options {
    @Override
    public Options section(String key) {
        return this;
    }

    @Override
    public Duration duration(String key, Duration absent, Duration least) {
        return absent;
    }

    @Override
    public <E extends Enum<E>> E choice(String key, E absent) {
        return absent;
    }

    @Override
    public int integer(String key, int absent, int least, int most) {
        return absent;
    }

    @Override
    public boolean flag(String key, boolean absent) {
        return absent;
    }
}
