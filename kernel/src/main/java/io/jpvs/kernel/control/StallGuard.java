package io.jpvs.kernel.control;

import java.io.IOException;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes channels whose other side lets a read or write wait too long: channels have no time-outs of their own.
final class StallGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StallGuard.class);

    private final long limitNanos;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("jpvs-control-clock").factory());

    StallGuard(Duration limit) {
        limitNanos = limit.toNanos();
        long everyNanos = limitNanos / 4;
        @SuppressWarnings({"FutureReturnValueIgnored", "unused"}) // ends with the clock
        var repeated = clock.scheduleWithFixedDelay(this::closeStalled, everyNanos, everyNanos, TimeUnit.NANOSECONDS);
    }

    Watch watch(Channel channel) {
        Watch watch = new Watch(channel);
        watches.add(watch);
        return watch;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    private void closeStalled() {
        long now = System.nanoTime();
        watches.stream().filter(watch -> watch.isStalled(now)).forEach(Watch::cut);
    }

    /// Watches one channel, until closed. The channel's user says when it waits for the other side.
    final class Watch implements AutoCloseable {
        private final Channel channel;
        private volatile boolean waiting;
        private volatile boolean wasCut;
        private volatile long sinceNanos;

        private Watch(Channel channel) {
            this.channel = channel;
        }

        void begin() {
            sinceNanos = System.nanoTime();
            waiting = true;
        }

        void end() {
            waiting = false;
        }

        /// Returns whether the channel was closed because the other side let it wait.
        boolean wasCut() {
            return wasCut;
        }

        @Override
        public void close() {
            watches.remove(this);
        }

        private boolean isStalled(long now) {
            return waiting && now - sinceNanos > limitNanos;
        }

        private void cut() {
            wasCut = true;
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("closing a stalled control connection", e);
            }
        }
    }
}
