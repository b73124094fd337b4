package io.jpvs.kernel.worker;

import io.jpvs.api.Direction;
import io.jpvs.api.Verdict;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The counters of one worker. Written by its thread alone; other threads read figures that may be a moment old.
public final class Counters {
    private static final int TYPES = 256;
    private static final int PROTOCOLS = 256;

    private final long[] verdicts = new long[Verdict.values().length];
    private final AtomicReferenceArray<@Nullable Related> related = new AtomicReferenceArray<>(2 * PROTOCOLS);
    private final long[] tallies = new long[Tally.values().length];

    /// Makes counters at zero.
    public Counters() {}

    /// Counts the outcome of one frame.
    public void count(Verdict verdict) {
        verdicts[verdict.ordinal()]++;
    }

    /// Counts the outcome of one frame, named by its ordinal.
    void count(int verdict) {
        verdicts[verdict]++;
    }

    /// Takes an outcome back that turned out otherwise.
    public void revoke(Verdict verdict) {
        verdicts[verdict.ordinal()]--;
    }

    /// Counts one event.
    public void count(Tally tally) {
        tallies[tally.ordinal()]++;
    }

    /// Counts several events.
    public void count(Tally tally, int events) {
        tallies[tally.ordinal()] += events;
    }

    /// Returns how many frames ended so.
    public long get(Verdict verdict) {
        return verdicts[verdict.ordinal()];
    }

    /// Returns how many events there were.
    public long get(Tally tally) {
        return tallies[tally.ordinal()];
    }

    /// Returns the sum over all outcomes.
    public long outcomes() {
        long sum = 0;
        for (long verdict : verdicts) {
            sum += verdict;
        }
        return sum;
    }

    /// Returns what has been translated of one protocol's errors; kept when configuration changes.
    Related related(boolean ipv6, int protocol) {
        int index = (ipv6 ? PROTOCOLS : 0) + protocol;
        Related known = related.get(index);
        if (known == null) {
            known = new Related();
            related.set(index, known);
        }
        return known;
    }

    /// Visits the counts of translated errors that are not zero. Any thread may call.
    public void forEachRelated(RelatedVisitor visitor) {
        for (int index = 0; index < 2 * PROTOCOLS; index++) {
            Related known = related.get(index);
            for (int type = 0; known != null && type < TYPES; type++) {
                for (Direction direction : Direction.values()) {
                    if (known.get(direction, type) != 0) {
                        visitor.visit(
                                index >= PROTOCOLS, index % PROTOCOLS, direction, type, known.get(direction, type));
                    }
                }
            }
        }
    }

    /// Takes one count of translated errors.
    @FunctionalInterface
    public interface RelatedVisitor {
        /// Takes the count of one protocol's errors of one type in one direction.
        void visit(boolean ipv6, int protocol, Direction direction, int type, long count);
    }

    /// Errors translated, by direction and type, of one protocol.
    static final class Related {
        private final long[] counts = new long[2 * TYPES];

        void count(Direction direction, int type) {
            counts[direction.ordinal() * TYPES + (type & (TYPES - 1))]++;
        }

        long get(Direction direction, int type) {
            return counts[direction.ordinal() * TYPES + type];
        }
    }
}
