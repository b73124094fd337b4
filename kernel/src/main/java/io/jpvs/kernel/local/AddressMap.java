package io.jpvs.kernel.local;

import io.jpvs.kernel.address.IpAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An immutable map from an address, with a number beside it, to a value; looked up by words, so that a look-up
/// makes no object.
public final class AddressMap<V> {
    private record Key(IpAddress address, int number) {}

    /// Collects entries.
    public static final class Builder<V> {
        private final Map<Key, V> entries = new HashMap<>();

        /// Makes an empty builder.
        public Builder() {}

        /// Adds an entry; the last one of a key stays.
        public Builder<V> put(IpAddress address, int number, V value) {
            entries.put(new Key(address, number), value);
            return this;
        }

        /// Adds an entry unless the key has one.
        public Builder<V> putIfAbsent(IpAddress address, int number, V value) {
            entries.putIfAbsent(new Key(address, number), value);
            return this;
        }

        /// Makes the map.
        public AddressMap<V> build() {
            return new AddressMap<>(entries);
        }
    }

    private final long[] high;
    private final long[] low;
    private final int[] numbers;
    private final @Nullable Object[] values;
    private final int mask;

    private AddressMap(Map<Key, V> entries) {
        int slots = Integer.highestOneBit(Math.max(2, entries.size() * 2)) << 1;
        high = new long[slots];
        low = new long[slots];
        numbers = new int[slots];
        values = new Object[slots];
        mask = slots - 1;
        entries.forEach((key, value) -> {
            int at = home(key.address.high(), key.address.low(), key.number);
            while (values[at] != null) {
                at = (at + 1) & mask;
            }
            high[at] = key.address.high();
            low[at] = key.address.low();
            numbers[at] = key.number;
            values[at] = value;
        });
    }

    /// Looks an entry up.
    ///
    /// @param addressHigh [IpAddress#high], 0 for IPv4
    /// @param addressLow [IpAddress#low]
    @SuppressWarnings("unchecked") // only the builder's values are stored
    public @Nullable V get(long addressHigh, long addressLow, int number) {
        int at = home(addressHigh, addressLow, number);
        while (values[at] != null) {
            if (low[at] == addressLow && high[at] == addressHigh && numbers[at] == number) {
                return (V) values[at];
            }
            at = (at + 1) & mask;
        }
        return null;
    }

    private int home(long addressHigh, long addressLow, int number) {
        long hash = (addressHigh * 31 + addressLow) * 31 + number;
        hash *= 0x9e37_79b9_7f4a_7c15L;
        return (int) (hash >>> 32) & mask;
    }
}
