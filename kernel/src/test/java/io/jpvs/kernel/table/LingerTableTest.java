package io.jpvs.kernel.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.IpVersion;
import io.jpvs.kernel.address.IpAddress;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LingerTableTest {
    private static final int PROTOCOL = 253;
    private static final long SECOND = 1_000_000_000L;
    private static final long LINGER = 60 * SECOND;
    private static final int VIP = 1;
    private static final int SERVER = 2;
    private static final int LOCAL = 3;

    private final Arena arena = Arena.ofConfined();
    private final FlowKey probe = new FlowKey();

    @AfterEach
    void closeArena() {
        arena.close();
    }

    private LingerTable table(IpVersion version, int capacity) {
        return new LingerTable(arena, version, live(version), capacity, Duration.ofSeconds(60));
    }

    private ConnectionTable live(IpVersion version) {
        return new ConnectionTable(arena, version, 1, 42);
    }

    /// Returns a connection of a client through a local selector whose deadline is then.
    private ConnectionRecord connection(IpVersion version, int client, int local, long endNanos) {
        ConnectionRecord record = ConnectionRecord.alone(arena, version);
        record.clientKey(PROTOCOL, address(version, client), 40_000, address(version, VIP), 80);
        record.serverKey(address(version, SERVER), 8080, address(version, LOCAL), local);
        record.timeoutMillis(1000);
        record.lastSeenNanos(endNanos - SECOND);
        return record;
    }

    private static IpAddress address(IpVersion version, int host) {
        return version == IpVersion.IPV6
                ? IpAddress.ipv6(0xfd00_0000_0000_0000L | host >>> 16, host)
                : IpAddress.ipv4(0x0a00_0000 | host);
    }

    private void change(int word, LongUnaryOperator change) {
        switch (word) {
            case 0 -> probe.address0 = change.applyAsLong(probe.address0);
            case 1 -> probe.address1 = change.applyAsLong(probe.address1);
            case 2 -> probe.address2 = change.applyAsLong(probe.address2);
            default -> probe.address3 = change.applyAsLong(probe.address3);
        }
    }

    private long find(LingerTable table, ConnectionRecord connection, Direction key, long nowNanos) {
        probe.selectors = connection.selectors(key);
        for (int word = 0; word < 4; word++) {
            long value = table.bytesPerEntry() > 64 ? connection.addresses(key, word) : connection.addresses(key);
            change(word, before -> value); // IPv4 looks at the first word alone
        }
        return table.find(probe, connection.protocol(), nowNanos);
    }

    @ParameterizedTest
    @CsvSource({"IPV4, 64", "IPV6, 128"})
    void r08EntryTakesNoMoreThanItsBudgetWithItsIndex(IpVersion version, int budget) {
        LingerTable table = table(version, 1000);
        assertTrue(table.bytesPerEntry() <= budget, table.bytesPerEntry() + " bytes");
        assertEquals(1000L * table.bytesPerEntry(), table.bytes());
    }

    @ParameterizedTest
    @EnumSource(IpVersion.class)
    void r08BothKeysFindTheWholeTranslation(IpVersion version) {
        LingerTable table = table(version, 4);
        ConnectionRecord ended = connection(version, 7, 1025, 5 * SECOND);
        for (int i = 0; i < Connection.STATE_BYTES; i++) {
            ended.u8(i, 0x80 + i);
        }
        assertTrue(table.add(ended, 5 * SECOND));
        assertEquals(1, table.size());
        for (Direction key : Direction.values()) {
            long reference = find(table, ended, key, 6 * SECOND);
            assertEquals(key, ConnectionRecord.direction(reference));
            ConnectionRecord found = new ConnectionRecord(version).at(reference);
            assertEquals(ended.client(), found.client());
            assertEquals(ended.vip(), found.vip());
            assertEquals(ended.local(), found.local());
            assertEquals(ended.server(), found.server());
            assertEquals(PROTOCOL, found.protocol());
            assertEquals(0, found.nextHop(key));
            for (int i = 0; i < Connection.STATE_BYTES; i++) {
                assertEquals(i < Connection.LINGERING_STATE_BYTES ? 0x80 + i : 0, found.u8(i), "state byte " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(IpVersion.class)
    void r08EveryPartOfTheKeyCounts(IpVersion version) {
        LingerTable table = table(version, 4);
        ConnectionRecord ended = connection(version, 7, 1025, 0);
        table.add(ended, 0);
        for (Direction key : Direction.values()) {
            find(table, ended, key, 0);
            assertEquals(0, table.find(probe, PROTOCOL + 1, 0), "protocol");
            probe.selectors ^= 1L << 63;
            assertEquals(0, table.find(probe, PROTOCOL, 0), "selectors");
            probe.selectors ^= 1L << 63;
            int words = version == IpVersion.IPV6 ? 4 : 1;
            for (int word = 0; word < 4; word++) {
                change(word, before -> before ^ 1);
                assertEquals(word < words, table.find(probe, PROTOCOL, 0) == 0, "address");
                change(word, before -> before ^ 1);
            }
        }
    }

    /// Whatever the clock counts from.
    @ParameterizedTest
    @CsvSource({"IPV4, 0", "IPV6, 0", "IPV4, -30000000000", "IPV6, 9223372036854775000", "IPV4, 1790000000000000000"})
    void r08EntryIsFoundUntilTheNanosecondItsTimeIsUp(IpVersion version, long endNanos) {
        LingerTable table = table(version, 4);
        ConnectionRecord ended = connection(version, 7, 1025, endNanos);
        table.add(ended, endNanos + SECOND); // noticed late
        assertTrue(find(table, ended, Direction.OUT, endNanos + LINGER - 1) != 0);
        table.expire(endNanos + LINGER - 1, 10);
        assertEquals(1, table.size());
        assertEquals(0, find(table, ended, Direction.OUT, endNanos + LINGER));
        assertEquals(1, table.size(), "still there, and found no more");
        table.expire(endNanos + LINGER, 10);
        assertEquals(0, table.size());
    }

    @ParameterizedTest
    @EnumSource(IpVersion.class)
    void r08OldestMakesRoomAndSaysSo(IpVersion version) {
        LingerTable table = table(version, 3);
        for (int i = 0; i < 3; i++) {
            assertTrue(table.add(connection(version, 10 + i, 1025 + i, i), i));
        }
        assertFalse(table.add(connection(version, 13, 1028, 3), 3));
        assertEquals(3, table.size());
        assertEquals(0, find(table, connection(version, 10, 1025, 0), Direction.OUT, 3));
        for (int i = 1; i < 4; i++) {
            assertTrue(find(table, connection(version, 10 + i, 1025 + i, 0), Direction.IN, 3) != 0);
        }
        assertTrue(table.add(connection(version, 14, 1029, LINGER + 1), LINGER + 1), "the oldest had run out");
        table.evict(connection(version, 99, 1028, 0));
        assertEquals(2, table.size());
    }

    @ParameterizedTest
    @EnumSource(IpVersion.class)
    void r08ServerKeyBoundAnewEvictsTheOldTranslation(IpVersion version) {
        LingerTable table = table(version, 3);
        ConnectionRecord ended = connection(version, 7, 1025, 0);
        table.add(ended, 0);
        table.evict(connection(version, 7, 1026, 0));
        assertEquals(1, table.size(), "the client's key is not the server's");
        table.evict(connection(version, 8, 1025, 0));
        assertEquals(0, table.size());
        assertEquals(0, find(table, ended, Direction.IN, 0));
        assertEquals(0, find(table, ended, Direction.OUT, 0));
    }

    @ParameterizedTest
    @EnumSource(IpVersion.class)
    void r08ClientKeyNamesTheNewestOfItsTranslations(IpVersion version) {
        LingerTable table = table(version, 3);
        ConnectionRecord first = connection(version, 7, 1025, 0);
        ConnectionRecord second = connection(version, 7, 1026, SECOND);
        table.add(first, 0);
        table.add(second, SECOND);
        ConnectionRecord found = new ConnectionRecord(version);
        assertEquals(1026, found.at(find(table, first, Direction.IN, SECOND)).localSelector());
        assertEquals(1025, found.at(find(table, first, Direction.OUT, SECOND)).localSelector());
        table.expire(LINGER, 10);
        assertEquals(1026, found.at(find(table, first, Direction.IN, LINGER)).localSelector());
        assertEquals(1, table.size());
    }

    @ParameterizedTest
    @EnumSource(IpVersion.class)
    void r08NothingLingersAndNothingIsHeldWhenItIsOff(IpVersion version) {
        LingerTable table = new LingerTable(arena, version, live(version), 1000, Duration.ZERO);
        ConnectionRecord ended = connection(version, 7, 1025, 0);
        assertTrue(table.add(ended, 0));
        table.evict(ended);
        table.expire(SECOND, 10);
        assertEquals(0, find(table, ended, Direction.IN, 0));
        assertEquals(0, table.bytes());
        assertEquals(0, table.capacity());
        assertFalse(table.isLingering(0, 0));
    }

    private record Known(ConnectionRecord ended, long endNanos) {}

    /// A model of queues and maps, against thousands of random steps on a small table: full most of the time, wrapped
    /// around many times, its index in long runs.
    @ParameterizedTest
    @CsvSource({"IPV4, 1, 1", "IPV6, 2, 2", "IPV4, 7, 3", "IPV6, 64, 4", "IPV4, 100, 5", "IPV6, 100, 6"})
    void r08AgreesWithAModelUnderRandomSteps(IpVersion version, int capacity, long seed) {
        Random random = new Random(seed);
        LingerTable table = table(version, capacity);
        Map<String, Known> byKey = new HashMap<>();
        Deque<Known> ring = new ArrayDeque<>(); // with those evicted, which hold their place until they are oldest
        Map<Known, Boolean> known = new HashMap<>();
        long now = 0;
        for (int step = 0; step < 6_000; step++) {
            now += random.nextLong(LINGER / capacity);
            ConnectionRecord connection =
                    connection(version, 10 + random.nextInt(capacity + 5), random.nextInt(2 * capacity + 5), now);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    evict(table, connection, byKey, known);
                    forgetRunOut(ring, known, byKey, now, 2);
                    boolean hasRoom = ring.size() < capacity || !known.containsKey(ring.getFirst());
                    if (ring.size() == capacity) {
                        forget(ring.removeFirst(), known, byKey);
                    }
                    Known entry = new Known(connection, now);
                    ring.add(entry);
                    known.put(entry, true);
                    byKey.put(key(connection, Direction.IN), entry);
                    byKey.put(key(connection, Direction.OUT), entry);
                    assertEquals(hasRoom, table.add(connection, now));
                }
                case 2 -> evict(table, connection, byKey, known);
                default -> {
                    forgetRunOut(ring, known, byKey, now, 3);
                    table.expire(now, 3);
                }
            }
            assertEquals(known.size(), table.size());
            for (int probe = 0; probe < 5; probe++) {
                ConnectionRecord asked =
                        connection(version, 10 + random.nextInt(capacity + 5), random.nextInt(2 * capacity + 5), 0);
                for (Direction key : Direction.values()) {
                    Known expected = byKey.get(key(asked, key));
                    boolean lingers = expected != null && now - expected.endNanos() < LINGER;
                    long reference = find(table, asked, key, now);
                    assertEquals(lingers, reference != 0);
                    if (expected != null && reference != 0) {
                        ConnectionRecord found = new ConnectionRecord(version).at(reference);
                        assertEquals(expected.ended().client(), found.client());
                        assertEquals(expected.ended().local(), found.local());
                        assertEquals(key, ConnectionRecord.direction(reference));
                    }
                }
            }
        }
    }

    private static String key(ConnectionRecord record, Direction key) {
        return record.source(key) + " " + record.destination(key) + " " + record.selectors(key);
    }

    private static void evict(
            LingerTable table, ConnectionRecord opened, Map<String, Known> byKey, Map<Known, Boolean> known) {
        Known taken = byKey.get(key(opened, Direction.OUT));
        if (taken != null) {
            forget(taken, known, byKey);
        }
        table.evict(opened);
    }

    private static void forgetRunOut(
            Deque<Known> ring, Map<Known, Boolean> known, Map<String, Known> byKey, long now, int budget) {
        for (int left = budget; left > 0 && !ring.isEmpty(); left--) {
            Known oldest = ring.getFirst();
            if (known.containsKey(oldest) && now - oldest.endNanos() < LINGER) {
                return;
            }
            forget(ring.removeFirst(), known, byKey);
        }
    }

    private static void forget(Known entry, Map<Known, Boolean> known, Map<String, Known> byKey) {
        known.remove(entry);
        byKey.values().removeIf(entry::equals);
    }
}
