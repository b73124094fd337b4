package io.jpvs.kernel.worker;

import io.jpvs.api.Verdict;
import io.jpvs.kernel.ip.Ethernet;
import io.jpvs.kernel.ip.Ipv4;
import io.jpvs.kernel.memory.Memory;
import io.jpvs.kernel.neighbour.Neighbour;
import io.jpvs.kernel.port.Frame;
import org.jspecify.annotations.Nullable;

/// Sends packets that may be larger than the leg they leave on: cut into fragments as RFC 791, section 3.2, has it.
/// The received frame becomes the first of them; all of them are sent, or none.
final class Fragmenter {
    private static final int MOST_PIECES = 64;

    private final WorkerState state;
    private final long[] pieces = new long[MOST_PIECES];

    Fragmenter(WorkerState state) {
        this.state = state;
    }

    /// Returns whether a packet may be cut. One of IPv6 never: RFC 8200, section 5.
    static boolean mayFragment(long ip) {
        return Ipv4.version(ip) == 4 && (Ipv4.fragment(ip) & Ipv4.DF) == 0;
    }

    /// Sends a complete packet to a next hop, in as many pieces as that takes.
    ///
    /// @param verdict what becomes of the received frame by this
    void send(long frame, Neighbour hop, @Nullable Verdict verdict) {
        long ip = Frame.data(frame) + Ethernet.HEADER_BYTES;
        int mtu = state.egress.mtuBytes(hop.port());
        if (!mayFragment(ip) || Ipv4.totalLength(ip) <= mtu) {
            state.egress.send(frame, hop, verdict);
            return;
        }
        int more = cut(frame, ip, mtu);
        if (more == 0) {
            state.egress.drop(frame, Verdict.TRANSMIT_FAILED);
            return;
        }
        state.egress.send(frame, hop, verdict);
        state.counters.count(Tally.FRAGMENTS_SENT, more);
        for (int k = 0; k < more; k++) {
            state.egress.send(pieces[k], hop, null);
        }
    }

    /// Copies all but the first piece into buffers of their own, then shortens the frame to that.
    ///
    /// @return how many, or 0 if they could not be had: the frame is as it was
    private int cut(long frame, long ip, int mtu) {
        int headerBytes = Ipv4.headerBytes(ip);
        int laterHeaderBytes = Ipv4.copiedHeaderBytes(ip);
        int l4Bytes = Ipv4.totalLength(ip) - headerBytes;
        int firstBytes = (mtu - headerBytes) & ~7;
        int mostBytes = (mtu - laterHeaderBytes) & ~7;
        if (firstBytes <= 0 || mostBytes <= 0) {
            return 0;
        }
        int count = 0;
        for (int at = firstBytes; at < l4Bytes; at += mostBytes) {
            int length = Math.min(mostBytes, l4Bytes - at);
            long piece = count == MOST_PIECES ? 0 : allocate(Ethernet.HEADER_BYTES + laterHeaderBytes + length);
            if (piece == 0) {
                release(count);
                return 0;
            }
            pieces[count++] = piece;
            Ethernet.type(Frame.data(piece), Ethernet.IPV4);
            long pieceIp = Frame.data(piece) + Ethernet.HEADER_BYTES;
            Ipv4.writeFragment(ip, pieceIp, at, length, at + length < l4Bytes);
            Memory.copy(ip + headerBytes + at, pieceIp + laterHeaderBytes, length);
        }
        Ipv4.shorten(ip, firstBytes);
        Frame.lengthBytes(frame, Ethernet.HEADER_BYTES + headerBytes + firstBytes);
        return count;
    }

    private long allocate(int frameBytes) {
        long piece = state.egress.allocate();
        if (piece != 0 && Frame.roomBytes(piece) < frameBytes) {
            state.egress.release(piece);
            return 0;
        }
        if (piece != 0) {
            Frame.lengthBytes(piece, frameBytes);
        }
        return piece;
    }

    private void release(int count) {
        for (int k = 0; k < count; k++) {
            state.egress.release(pieces[k]);
        }
    }
}
