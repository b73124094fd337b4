package io.jpvs.kernel.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.IpVersion;
import io.jpvs.kernel.address.IpAddress;
import java.lang.foreign.Arena;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections copied by one thread while another makes and ends them.
class ListingTest {
    private static final int CAPACITY = 16;
    private static final int ROUNDS = 300_000;
    private static final int PROTOCOL = 253;

    /// Every field of a connection is made of one number: no copy may hold those of two.
    @Test
    @Timeout(60)
    void noCopyMixesTwoConnections() throws Exception {
        try (Arena arena = Arena.ofShared();
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            ConnectionTable table = new ConnectionTable(arena, IpVersion.IPV4, CAPACITY, 1);
            CountDownLatch listing = new CountDownLatch(1);
            Future<?> worker = executor.submit(() -> churn(table, listing));
            ConnectionRecord copy = ConnectionRecord.alone(arena, IpVersion.IPV4);
            int seen = 0;
            while (!worker.isDone() || seen == 0) {
                for (int number = 0; number < CAPACITY; number++) {
                    if (table.copyInUse(number, copy)) {
                        seen++;
                        check(copy);
                    }
                }
                listing.countDown();
            }
            worker.get(1, TimeUnit.MINUTES);
            assertTrue(seen > 0);
        }
    }

    private static void churn(ConnectionTable table, CountDownLatch listing) {
        try {
            listing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ConnectionRecord record = new ConnectionRecord(IpVersion.IPV4);
        long[] live = new long[CAPACITY];
        for (int round = 1; round <= ROUNDS; round++) {
            int slot = round % CAPACITY;
            if (live[slot] != 0) {
                table.remove(live[slot]);
            }
            live[slot] = table.create();
            IpAddress address = IpAddress.ipv4(round);
            record.at(live[slot]).clientKey(PROTOCOL, address, round, address, round);
            record.serverKey(address, round, address, round);
            record.i32(0, round);
            record.i32(28, round);
            table.insert(live[slot]);
        }
    }

    private static void check(ConnectionRecord copy) {
        int round = copy.i32(0);
        assertEquals(round, copy.i32(28));
        assertEquals(round, copy.clientSelector());
        assertEquals(round, copy.serviceSelector());
        assertEquals(round, copy.localSelector());
        assertEquals(round, copy.serverSelector());
        assertEquals(round, copy.client().address().ipv4());
        assertEquals(round, copy.server().address().ipv4());
        assertEquals(PROTOCOL, copy.protocol());
    }
}
