package io.jpvs.balancing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import io.jpvs.testkit.HandlerKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A row of a table: a packet comes in on one side, and ends so; what leaves on either side because of it, byte
/// for byte. Beside it stands the same packet cut short, which ends otherwise and makes nothing leave.
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record Row(
        String name,
        Side from,
        byte[] packet,
        Verdict verdict,
        List<byte[]> toClient,
        List<byte[]> toServer,
        List<Cut> cuts) {
    private static final Verdict[] VERDICTS = Verdict.values();

    /// A packet cut short.
    @SuppressWarnings("ArrayRecordComponent")
    record Cut(byte[] packet, Verdict verdict) {}

    /// Makes a row in which nothing leaves.
    static Row of(String name, Side from, byte[] packet, Verdict verdict) {
        return new Row(name, from, packet, verdict, List.of(), List.of(), List.of());
    }

    Row toClient(byte[] expected) {
        return new Row(name, from, packet, verdict, List.of(expected), toServer, cuts);
    }

    Row toServer(byte[] expected) {
        return new Row(name, from, packet, verdict, toClient, List.of(expected), cuts);
    }

    /// Expects that packet on the side that the row's packet comes from.
    Row back(byte[] expected) {
        return from == Side.CLIENT ? toClient(expected) : toServer(expected);
    }

    /// Expects that packet on the side that the row's packet does not come from.
    Row onwards(byte[] expected) {
        return from == Side.CLIENT ? toServer(expected) : toClient(expected);
    }

    Row cut(byte[] shorter, Verdict otherVerdict) {
        List<Cut> more = new ArrayList<>(cuts);
        more.add(new Cut(shorter, otherVerdict));
        return new Row(name, from, packet, verdict, toClient, toServer, more);
    }

    /// Lets the packet cut short come in, then the packet itself.
    void check(HandlerKernel kernel) {
        for (Cut cut : cuts) {
            check(kernel, name + ", cut", cut.packet(), cut.verdict(), List.of(), List.of());
        }
        check(kernel, name, packet, verdict, toClient, toServer);
    }

    private void check(
            HandlerKernel kernel,
            String row,
            byte[] sent,
            Verdict expected,
            List<byte[]> expectedToClient,
            List<byte[]> expectedToServer) {
        long[] before = counts(kernel);
        List<byte[]> onwards = from == Side.CLIENT ? kernel.fromClient(sent) : kernel.fromServer(sent);
        List<byte[]> back = from == Side.CLIENT ? kernel.sentToClient() : kernel.sentToServer();
        before[expected.ordinal()]++;
        assertEquals(outcomes(before), outcomes(counts(kernel)), () -> "outcome of " + row);
        assertSame(expectedToClient, from == Side.CLIENT ? back : onwards, () -> "to the client: " + row);
        assertSame(expectedToServer, from == Side.CLIENT ? onwards : back, () -> "to the server: " + row);
        for (List<byte[]> leaving : List.of(onwards, back)) {
            for (byte[] left : leaving) {
                assertTrue(Wire.isRight(left) || !Wire.isRight(sent), () -> "wrong checksum: " + Wire.hex(left));
            }
        }
    }

    private static void assertSame(List<byte[]> expected, List<byte[]> sent, Supplier<String> what) {
        boolean same = expected.size() == sent.size();
        for (int i = 0; same && i < sent.size(); i++) {
            same = Arrays.equals(expected.get(i), sent.get(i));
        }
        if (!same) {
            assertEquals(Wire.hex(expected), Wire.hex(sent), what);
        }
    }

    private static long[] counts(HandlerKernel kernel) {
        long[] counts = new long[VERDICTS.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = kernel.count(VERDICTS[i]);
        }
        return counts;
    }

    /// Returns the outcomes that have occurred.
    private static Map<Verdict, Long> outcomes(long[] counts) {
        Map<Verdict, Long> outcomes = new EnumMap<>(Verdict.class);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                outcomes.put(VERDICTS[i], counts[i]);
            }
        }
        return outcomes;
    }

    @Override
    public String toString() {
        return name;
    }
}
