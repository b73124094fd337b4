package io.jpvs.kernel.fragment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jpvs.api.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DatagramTest {
    private record Piece(int start, int end, boolean isLast) {
        boolean touches(Piece other) {
            return Math.floorDiv(start, 8) < (other.end + 7) / 8 && Math.floorDiv(other.start, 8) < (end + 7) / 8;
        }

        boolean contradicts(Piece other) {
            return touches(other)
                    || isLast && other.isLast
                    || isLast && other.start > start
                    || other.isLast && start > other.start;
        }
    }

    /// Against a model that compares every piece with all before it, byte ranges as they are.
    @Test
    void agreesWithANaiveModelOverRandomPieces() {
        Random random = new Random(0x6a70_7673L);
        int overlaps = 0;
        int completed = 0;
        for (int round = 0; round < 20_000; round++) {
            Datagram datagram = new Datagram();
            List<Piece> model = new ArrayList<>();
            boolean refused = false;
            int blocks = 2 + random.nextInt(5);
            for (int k = 0; k < 8; k++) {
                Piece piece = piece(random, blocks);
                Verdict verdict = datagram.enter(piece.start, piece.end, piece.isLast);
                if (refused || !model.contains(piece) && model.stream().anyMatch(piece::contradicts)) {
                    assertEquals(Verdict.FRAGMENT_OVERLAP, verdict, () -> piece + " after " + model);
                    refused = true;
                    overlaps++;
                } else if (model.contains(piece)) {
                    assertEquals(Verdict.FRAGMENT_DUPLICATE, verdict, () -> piece + " after " + model);
                } else {
                    assertNull(verdict, () -> piece + " after " + model);
                    model.add(piece);
                }
                if (!refused) {
                    assertEquals(isComplete(model), datagram.isComplete(), model::toString);
                    completed += datagram.isComplete() ? 1 : 0;
                }
            }
        }
        assertTrue(overlaps > 1000 && completed > 1000, overlaps + " overlaps, " + completed + " complete");
    }

    private static Piece piece(Random random, int blocks) {
        int from = random.nextInt(blocks);
        int length = random.nextInt(8) == 0 ? 2 : 1;
        boolean isLast = from + length >= blocks;
        int end = (from + length) * 8;
        return new Piece(from * 8, isLast ? end - random.nextInt(10) / 9 * 3 : end, isLast);
    }

    private static boolean isComplete(List<Piece> pieces) {
        int next = 0;
        boolean ended = false;
        for (boolean found = true; found && !ended; ) {
            found = false;
            for (Piece piece : pieces) {
                if (piece.start == next) {
                    next = piece.end;
                    ended = piece.isLast;
                    found = true;
                    break;
                }
            }
        }
        return ended;
    }

    @Test
    void tableIsBoundedAndItsOldestComesFirst() {
        FragmentTable table = new FragmentTable(3, 100, 1);
        for (int id = 0; id < 3; id++) {
            table.key4(0x0a00_0001_0a00_0002L, id, 17);
            assertNull(table.find());
            table.open(id);
        }
        assertTrue(table.isFull());
        assertNull(table.due(99));
        table.key4(0x0a00_0001_0a00_0002L, 1, 17);
        Datagram middle = Objects.requireNonNull(table.find());
        table.remove(middle);
        assertNull(table.find());
        Datagram first = Objects.requireNonNull(table.due(100));
        table.remove(first);
        assertNull(table.due(101));
        assertEquals(table.oldest(), table.due(102));
        assertEquals(1, table.size());
    }

    @Test
    void keysDifferInEveryPart() {
        FragmentTable table = new FragmentTable(8, 100, 1);
        table.key4(1L << 32 | 2, 3, 17);
        Datagram datagram = table.open(0);
        assertEquals(datagram, table.find());
        table.key4(2L << 32 | 2, 3, 17);
        assertNull(table.find(), "source");
        table.key4(1L << 32 | 3, 3, 17);
        assertNull(table.find(), "destination");
        table.key4(1L << 32 | 2, 4, 17);
        assertNull(table.find(), "identification");
        table.key4(1L << 32 | 2, 3, 6);
        assertNull(table.find(), "protocol");
        table.key6(1L << 32 | 2, 0, 0, 0, 3);
        assertNull(table.find(), "version");
    }
}
