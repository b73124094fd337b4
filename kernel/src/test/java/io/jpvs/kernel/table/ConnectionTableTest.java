package io.jpvs.kernel.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Direction;
import io.jpvs.api.IpVersion;
import io.jpvs.kernel.address.IpAddress;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectionTableTest {
    private static final int PROTOCOL = 253;
    private static final int GROUP = 64;
    private static final long SECOND = 1_000_000_000L;

    private final Arena arena = Arena.ofConfined();
    private final FlowKey[] keys = Stream.generate(FlowKey::new).limit(GROUP).toArray(FlowKey[]::new);

    @AfterEach
    void closeArena() {
        arena.close();
    }

    private ConnectionTable table(IpVersion version, int capacity) {
        return new ConnectionTable(arena, version, capacity, 42);
    }

    private static IpAddress address(IpVersion version, int host) {
        return version == IpVersion.IPV6
                ? IpAddress.ipv6(0xfd00_0000_0000_0000L | host >>> 16, host)
                : IpAddress.ipv4(0x0a00_0000 | host);
    }

    private static long open(ConnectionTable table, IpVersion version, int client, int selector, int timeoutMillis) {
        long address = table.create();
        if (address == 0) {
            return 0;
        }
        ConnectionRecord record = new ConnectionRecord(version).at(address);
        record.clientKey(PROTOCOL, address(version, client), selector, address(version, 1), 80);
        record.serverKey(address(version, 2), 8080, address(version, 3), client << 8 | selector & 0xff);
        record.timeoutMillis(timeoutMillis);
        table.insert(address);
        return address;
    }

    private void key(int i, IpVersion version, int client, int selector) {
        IpAddress source = address(version, client);
        IpAddress destination = address(version, 1);
        if (version == IpVersion.IPV6) {
            keys[i].address0 = source.high();
            keys[i].address1 = source.low();
            keys[i].address2 = destination.high();
            keys[i].address3 = destination.low();
        } else {
            keys[i].address0 = FlowKey.selectors(source.ipv4(), destination.ipv4());
        }
        keys[i].selectors = FlowKey.selectors(selector, 80);
    }

    private void serverKey(int i, IpVersion version, int client, int selector) {
        key(i, version, client, selector);
        IpAddress source = address(version, 2);
        IpAddress destination = address(version, 3);
        keys[i].address0 =
                version == IpVersion.IPV6 ? source.high() : FlowKey.selectors(source.ipv4(), destination.ipv4());
        keys[i].address1 = source.low();
        keys[i].address2 = destination.high();
        keys[i].address3 = destination.low();
        keys[i].selectors = FlowKey.selectors(8080, client << 8 | selector & 0xff);
    }

    @ParameterizedTest
    @EnumSource(IpVersion.class)
    void bothKeysFindTheConnectionAndTellTheDirection(IpVersion version) {
        ConnectionTable table = table(version, 16);
        long address = open(table, version, 7, 1000, 1000);
        key(0, version, 7, 1000);
        serverKey(1, version, 7, 1000);
        key(2, version, 7, 1001);
        resolve(table, new int[] {0, 1, 2});
        assertEquals(address, keys[0].found);
        assertEquals(address | ConnectionRecord.BY_SERVER_KEY, keys[1].found);
        assertEquals(0, keys[2].found);
        assertEquals(Direction.IN, ConnectionRecord.direction(keys[0].found));
        assertEquals(Direction.OUT, ConnectionRecord.direction(keys[1].found));
        assertEquals(0, table.find(keys[0], PROTOCOL + 1), "another protocol is another flow");
    }

    @ParameterizedTest
    @EnumSource(IpVersion.class)
    void agreesWithAHashMapUnderRandomInsertionsAndRemovals(IpVersion version) {
        int capacity = 500;
        ConnectionTable table = table(version, capacity);
        Map<Integer, Long> model = new HashMap<>();
        Random random = new Random(20261123);
        for (int step = 0; step < 20_000; step++) {
            int client = 10 + random.nextInt(1000);
            Long known = model.get(client);
            if (known != null && random.nextBoolean()) {
                table.remove(known);
                model.remove(client);
            } else if (known == null) {
                long address = open(table, version, client, client, 1000);
                assertEquals(model.size() == capacity, address == 0, "refused exactly when full");
                if (address != 0) {
                    model.put(client, address);
                }
            }
            int probe = 10 + random.nextInt(1000);
            key(3, version, probe, probe);
            serverKey(4, version, probe, probe);
            assertEquals(model.getOrDefault(probe, 0L), table.find(keys[3], PROTOCOL));
            long out = table.find(keys[4], PROTOCOL);
            assertEquals(model.getOrDefault(probe, 0L), out & ~ConnectionRecord.BY_SERVER_KEY);
            assertEquals(model.size(), table.size());
        }
        for (long address : model.values()) {
            table.remove(address);
        }
        assertEquals(0, table.size());
    }

    @Test
    void resolvingAGroupGivesWhatFindingEachGives() {
        ConnectionTable table = table(IpVersion.IPV4, 4096);
        for (int client = 10; client < 4000; client++) {
            open(table, IpVersion.IPV4, client, client, 1000);
        }
        Random random = new Random(7);
        int[] group = new int[GROUP];
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < GROUP; i++) {
                group[i] = i;
                int client = random.nextInt(5000);
                key(i, IpVersion.IPV4, client, client);
            }
            resolve(table, group);
            for (int i = 0; i < GROUP; i++) {
                assertEquals(table.find(keys[i], PROTOCOL), keys[i].found);
            }
        }
    }

    @Test
    void connectionsEndWhenTheirTimeIsUpAndNotBefore() {
        ConnectionTable table = table(IpVersion.IPV4, 8);
        long brief = open(table, IpVersion.IPV4, 1, 1, 1_000);
        long longer = open(table, IpVersion.IPV4, 2, 2, 3_600_000);
        List<Long> ended = new ArrayList<>();
        ConnectionTable.ExpiryVisitor visitor = address -> {
            ended.add(address);
            table.remove(address);
        };
        table.expireFully(SECOND - 1, visitor);
        assertEquals(List.of(), ended);
        table.expireFully(SECOND, visitor);
        assertEquals(List.of(brief), ended);
        table.expireFully(3600 * SECOND - 1, visitor);
        assertEquals(List.of(brief), ended);
        table.expireFully(3600 * SECOND, visitor);
        assertEquals(List.of(brief, longer), ended);
    }

    @Test
    void aPacketPutsTheEndOffWithoutTouchingTheWheel() {
        ConnectionTable table = table(IpVersion.IPV4, 8);
        long address = open(table, IpVersion.IPV4, 1, 1, 1_000);
        new ConnectionRecord(IpVersion.IPV4).at(address).lastSeenNanos(SECOND / 2);
        List<Long> ended = new ArrayList<>();
        ConnectionTable.ExpiryVisitor visitor = ended::add;
        table.expireFully(SECOND + SECOND / 4, visitor);
        assertEquals(List.of(), ended);
        table.expireFully(SECOND + SECOND / 2, visitor);
        assertEquals(List.of(address), ended);
    }

    @Test
    void aShorterTimeoutTakesEffectWhenRearmed() {
        ConnectionTable table = table(IpVersion.IPV4, 8);
        long address = open(table, IpVersion.IPV4, 1, 1, 3_600_000);
        new ConnectionRecord(IpVersion.IPV4).at(address).timeoutMillis(2_000);
        table.rearm(address);
        List<Long> ended = new ArrayList<>();
        table.expireFully(2 * SECOND, ended::add);
        assertEquals(List.of(address), ended);
    }

    @Test
    void theBudgetBoundsWhatOneCallDoesAndNothingIsForgotten() {
        int count = 1000;
        ConnectionTable table = table(IpVersion.IPV4, count);
        for (int client = 10; client < 10 + count; client++) {
            open(table, IpVersion.IPV4, client, client, 1_000);
        }
        int[] calls = {0};
        int[] ended = {0};
        while (table.size() > 0) {
            int before = ended[0];
            table.expire(10 * SECOND, 64, address -> {
                ended[0]++;
                table.remove(address);
            });
            assertTrue(ended[0] - before <= 64, "within the budget");
            assertTrue(++calls[0] < 10_000, "it comes to an end");
        }
        assertEquals(count, ended[0]);
    }

    @Test
    void expiryWorksAtAnyTimeOrigin() {
        for (long origin : new long[] {-5 * SECOND, 0, 1_763_900_000L * SECOND}) {
            ConnectionTable table = table(IpVersion.IPV4, 8);
            List<Long> ended = new ArrayList<>();
            table.expireFully(origin, ended::add);
            long address = table.create();
            ConnectionRecord record = new ConnectionRecord(IpVersion.IPV4).at(address);
            record.clientKey(PROTOCOL, IpAddress.ipv4(1), 1, IpAddress.ipv4(2), 2);
            record.serverKey(IpAddress.ipv4(3), 3, IpAddress.ipv4(4), 4);
            record.lastSeenNanos(origin);
            record.timeoutMillis(2_000);
            table.insert(address);
            table.expireFully(origin + 2 * SECOND - 1, ended::add);
            assertEquals(List.of(), ended);
            table.expireFully(origin + 2 * SECOND, ended::add);
            assertEquals(List.of(address), ended);
        }
    }

    @Test
    void memoryPerConnectionStaysWithinTheBudget() {
        assertTrue(table(IpVersion.IPV4, 1 << 18).bytesPerConnection() <= 192);
        assertTrue(table(IpVersion.IPV6, 1 << 18).bytesPerConnection() <= 256);
    }

    @Test
    void aServerKeyInUseIsSeenBeforeInsertion() {
        ConnectionTable table = table(IpVersion.IPV4, 8);
        open(table, IpVersion.IPV4, 7, 9, 1000);
        long address = table.create();
        ConnectionRecord record = new ConnectionRecord(IpVersion.IPV4).at(address);
        record.clientKey(PROTOCOL, IpAddress.ipv4(99), 1, IpAddress.ipv4(98), 2);
        record.serverKey(address(IpVersion.IPV4, 2), 8080, address(IpVersion.IPV4, 3), 7 << 8 | 9);
        assertTrue(table.isServerKeyTaken(address));
        record.serverKey(address(IpVersion.IPV4, 2), 8080, address(IpVersion.IPV4, 3), 7 << 8 | 10);
        assertEquals(false, table.isServerKeyTaken(address));
        assertNotEquals(0, address);
    }

    /// Looks a group up in the three steps of the packet loop.
    private void resolve(ConnectionTable table, int[] group) {
        for (int i : group) {
            table.touch(keys[i], PROTOCOL);
        }
        table.candidates(keys, group, group.length);
        for (int i : group) {
            keys[i].found = table.confirm(keys[i], PROTOCOL);
        }
    }
}
