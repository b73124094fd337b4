package io.jpvs.kernel.fragment;

import io.jpvs.api.Direction;
import io.jpvs.api.Verdict;
import org.jspecify.annotations.Nullable;

/// A datagram of which fragments have come: its pieces, what became of the first, and the pieces that wait for it.
/// Made once, and used for one datagram after another.
///
/// An attacker chooses offsets so that one reassembly sees a harmless header and another does not (RFC 1858, RFC
/// 5722). So pieces that overlap, or contradict each other, end the datagram; a piece that comes twice is
/// dropped alone, since networks do duplicate (RFC 8200, section 4.5).
public final class Datagram {
    /// Pieces of one datagram: 64 KiB in pieces that fit 1280 bytes are 54.
    public static final int MOST_FRAGMENTS = 64;
    /// Pieces that may wait for the first.
    public static final int MOST_HELD = 16;

    private static final int UNKNOWN = -1;

    // Key and places in the table's lists; the table's.
    long address0;
    long address1;
    long address2;
    long address3;
    long label;
    long deadlineNanos;

    @Nullable
    Datagram nextInBucket;

    @Nullable
    Datagram older;

    @Nullable
    Datagram newer;

    private final int[] pieces = new int[MOST_FRAGMENTS]; // start above, end below, in units of eight bytes
    private int fragments;
    private int unitsSeen;
    private int totalBytes;
    private @Nullable Verdict refusal;

    private final long[] heldFrames = new long[MOST_HELD];
    private final int[] heldStarts = new int[MOST_HELD];
    private int held;

    // Where the first piece went. The later ones follow the addresses and not the connection, which may be gone
    // before them. Of a datagram whose flow another worker owns, that worker stands here instead.
    private int owner = UNKNOWN;
    private @Nullable Verdict verdict;
    private Direction direction = Direction.IN;
    private int nextHop;
    private int serverId;
    private final long[] addresses = new long[4];

    Datagram() {
        reset();
    }

    void reset() {
        fragments = 0;
        unitsSeen = 0;
        totalBytes = UNKNOWN;
        refusal = null;
        held = 0;
        verdict = null;
        owner = UNKNOWN;
    }

    /// Enters a piece.
    ///
    /// @param start its first byte's place in the datagram, a multiple of eight
    /// @param end the place behind its last byte, at most 65535
    /// @param isLast whether none follows
    /// @return why it is dropped, or null
    public @Nullable Verdict enter(int start, int end, boolean isLast) {
        if (refusal != null) {
            return refusal;
        }
        if (start >= end || !isLast && (end & 7) != 0) {
            refuse(Verdict.FRAGMENT_REFUSED);
            return Verdict.MALFORMED;
        }
        int from = start >>> 3;
        int to = units(end);
        for (int k = 0; k < fragments; k++) {
            int otherFrom = pieces[k] >>> 16;
            int otherTo = pieces[k] & 0xffff;
            if (from == otherFrom && to == otherTo && isSameEnd(end, isLast)) {
                return Verdict.FRAGMENT_DUPLICATE;
            }
            boolean isBehindLast = isLast && otherTo > to;
            if (from < otherTo && otherFrom < to || isBehindLast) {
                return refuse(Verdict.FRAGMENT_OVERLAP);
            }
        }
        if (totalBytes != UNKNOWN && (isLast || to > units(totalBytes))) {
            return refuse(Verdict.FRAGMENT_OVERLAP);
        }
        if (fragments == MOST_FRAGMENTS) {
            return refuse(Verdict.FRAGMENT_EXCESS);
        }
        pieces[fragments++] = from << 16 | to;
        unitsSeen += to - from;
        totalBytes = isLast ? end : totalBytes;
        return null;
    }

    private boolean isSameEnd(int end, boolean isLast) {
        return isLast ? end == totalBytes : totalBytes == UNKNOWN || units(end) < units(totalBytes);
    }

    private static int units(int bytes) {
        return (bytes + 7) >>> 3;
    }

    /// Lets no further piece pass.
    ///
    /// @return `reason`, which is also theirs
    public Verdict refuse(Verdict reason) {
        refusal = reason;
        return reason;
    }

    /// Returns why no further piece passes, or null.
    public @Nullable Verdict refusal() {
        return refusal;
    }

    /// Returns whether every piece has come.
    public boolean isComplete() {
        return totalBytes != UNKNOWN && unitsSeen == units(totalBytes);
    }

    /// Notes where the first piece went; see the accessors.
    public void decide(Verdict outcome, Direction way, int nextHopReference, int server) {
        verdict = outcome;
        direction = way;
        nextHop = nextHopReference;
        serverId = server;
    }

    /// Notes that the first piece was handed over to the worker that owns its flow.
    public void follow(int worker) {
        owner = worker;
    }

    /// Returns whether it is known where the pieces go.
    public boolean isDecided() {
        return verdict != null || hasOwner();
    }

    /// Returns whether the pieces go to another worker.
    public boolean hasOwner() {
        return owner != UNKNOWN;
    }

    /// Returns the worker that the pieces go to.
    public int owner() {
        return owner;
    }

    /// Sets a word of the addresses that the later pieces get: of IPv4 word 0, source above; of IPv6 the halves of
    /// the source, then those of the destination.
    public void address(int word, long value) {
        addresses[word] = value;
    }

    /// Reads a word of the addresses.
    public long address(int word) {
        return addresses[word];
    }

    /// Returns what became of the first piece if it was sent on, else null.
    public @Nullable Verdict verdict() {
        return verdict;
    }

    /// Returns which way it went.
    public Direction direction() {
        return direction;
    }

    /// Returns the reference of the neighbour it went to.
    public int nextHop() {
        return nextHop;
    }

    /// Returns the number of its connection's server.
    public int serverId() {
        return serverId;
    }

    /// Keeps a piece until the first has come; the frames are in the order of their places.
    ///
    /// @return whether there was room
    boolean hold(long frame, int start) {
        if (held == MOST_HELD) {
            return false;
        }
        int at = held++;
        for (; at > 0 && heldStarts[at - 1] > start; at--) {
            heldStarts[at] = heldStarts[at - 1];
            heldFrames[at] = heldFrames[at - 1];
        }
        heldStarts[at] = start;
        heldFrames[at] = frame;
        return true;
    }

    /// Returns how many pieces wait.
    public int held() {
        return held;
    }

    /// Returns a piece that waits, by its rank.
    public long heldFrame(int rank) {
        return heldFrames[rank];
    }

    void forgetHeld() {
        held = 0;
    }
}
