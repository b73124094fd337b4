package io.jpvs.kernel.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.kernel.address.Endpoint;
import io.jpvs.kernel.address.IpAddress;
import io.jpvs.kernel.local.AddressMap;
import io.jpvs.kernel.table.FlowKey;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnersTest {
    private static final int PROTOCOL = 200;
    private static final KeyHash HASH = new KeyHash(42);

    private static FlowKey key(String source, String destination) {
        FlowKey key = new FlowKey();
        key.set(Endpoint.parse(source), Endpoint.parse(destination));
        return key;
    }

    private static Owners owners(int workers, String address, Ownership rule, AssignedKeys assigned) {
        AddressMap<Ownership> rules = new AddressMap.Builder<Ownership>()
                .put(IpAddress.parse(address), PROTOCOL, rule)
                .build();
        return new Owners(workers, HASH, Owners.evenly(workers), rules, assigned);
    }

    static Stream<Arguments> selectorRules() {
        return Stream.of(
                Arguments.of(Ownership.DESTINATION_SELECTOR, "10.0.0.1:7", "10.0.0.2:1025", 2),
                Arguments.of(Ownership.DESTINATION_SELECTOR, "10.0.0.1:7", "10.0.0.2:4294967295", 2),
                Arguments.of(Ownership.SOURCE_SELECTOR, "10.0.0.1:7", "10.0.0.2:1025", 1),
                Arguments.of(Ownership.DESTINATION_SELECTOR, "[fd00::1]:7", "[fd00::2]:4", 1));
    }

    @ParameterizedTest
    @MethodSource("selectorRules")
    void selectorDecides(Ownership rule, String source, String destination, int owner) {
        boolean ipv6 = destination.startsWith("[");
        Owners owners = owners(3, ipv6 ? "fd00::2" : "10.0.0.2", rule, AssignedKeys.NONE);
        assertEquals(owner, owners.of(key(source, destination), PROTOCOL, ipv6));
        assertEquals(Owners.NOBODY, owners.of(key(destination, source), PROTOCOL, ipv6), "another address");
        assertEquals(Owners.NOBODY, owners.of(key(source, destination), PROTOCOL + 1, ipv6), "another protocol");
    }

    /// Clients spread over all workers; within ten standard deviations of a fair share.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 128})
    void keysSpread(int workers) {
        int clients = 100_000;
        Owners owners = owners(workers, "10.0.0.2", Ownership.KEY, AssignedKeys.NONE);
        int[] shares = new int[workers];
        for (int i = 0; i < clients; i++) {
            String client = "10.1." + (i >>> 8 & 0xff) + "." + (i & 0xff) + ":" + (1024 + (i >>> 16));
            shares[owners.of(key(client, "10.0.0.2:80"), PROTOCOL, false)]++;
        }
        double fair = (double) clients / workers;
        for (int share : shares) {
            assertTrue(Math.abs(share - fair) <= 10 * Math.sqrt(fair), () -> "a share of " + share);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 1000})
    void assignedKeysGoWhereTheyAreAssigned(int count) {
        AssignedKeys assigned = new AssignedKeys(count);
        for (int i = 0; i < count; i++) {
            assigned.put(HASH.of(key("10.0.0.1:" + i, "10.0.0.2:80"), PROTOCOL, false), i % 128);
        }
        Owners owners = owners(128, "10.0.0.2", Ownership.KEY, assigned);
        Owners without = owners(128, "10.0.0.2", Ownership.KEY, AssignedKeys.NONE);
        for (int i = 0; i < 2 * count + 1; i++) {
            FlowKey key = key("10.0.0.1:" + i, "10.0.0.2:80");
            int expected = i < count ? i % 128 : without.of(key, PROTOCOL, false);
            assertEquals(expected, owners.of(key, PROTOCOL, false));
        }
    }
}
