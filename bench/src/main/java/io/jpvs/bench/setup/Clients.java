package io.jpvs.bench.setup;

import io.jpvs.bench.memory.FrameStore;
import io.jpvs.bench.memory.Mirror;
import io.jpvs.bench.memory.Stations;
import io.jpvs.kernel.port.Frame;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.FrameVector;
import java.lang.foreign.Arena;

/// Clients that open connections as fast as they are taken, each from an address and port of its own, and close them
/// again if they are to.
final class Clients extends End {
    static final int UDP = 17;
    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int ACK = 0x10;

    private static final int UDP_CHECKSUM = 40;
    private static final int TCP_CHECKSUM = 50;

    private final FrameStore template;
    private final int checksum;
    private int next;
    private boolean opening;
    private boolean closing;

    /// @param first packet of a connection
    Clients(FramePool pool, Arena arena, byte[] first) {
        super("client", Stations.CLIENT_PORT, pool);
        template = new FrameStore(arena, 1, first.length);
        template.put(0, first);
        checksum = Mirror.protocol(template.at(0)) == UDP ? UDP_CHECKSUM : TCP_CHECKSUM;
    }

    /// Sets whether connections are opened, and closed when the server has accepted.
    void act(boolean opens, boolean closes) {
        opening = opens;
        closing = closes;
    }

    /// Returns how many first packets have been sent.
    int begun() {
        return next;
    }

    @Override
    boolean answer(long data, int lengthBytes) {
        if (Mirror.protocol(data) == UDP) {
            return false;
        }
        int flags = Mirror.flags(data);
        int sequence = Mirror.acknowledgment(data);
        int acknowledgment = Mirror.sequence(data) + 1;
        if (flags == (SYN | ACK)) {
            Mirror.turn(data);
            Mirror.segment(data, ACK, sequence, acknowledgment);
            add(copy(data, lengthBytes));
            Mirror.segment(data, FIN | ACK, sequence, acknowledgment);
            return closing;
        }
        if (flags == (FIN | ACK)) {
            Mirror.turn(data);
            Mirror.segment(data, ACK, sequence, acknowledgment);
            return true;
        }
        return false;
    }

    private long copy(long data, int lengthBytes) {
        long frame = pool.allocate();
        Frame.lengthBytes(frame, lengthBytes);
        copy(data, Frame.data(frame), lengthBytes);
        return frame;
    }

    @Override
    void begin(FrameVector frames, int room) {
        for (int i = 0; opening && i < room; i++) {
            long frame = copy(template.at(0), template.lengthBytes());
            int address = Stations.FIRST_CLIENT + (next & Stations.CLIENTS - 1);
            Mirror.source(Frame.data(frame), address, Stations.clientPort(next), checksum);
            frames.add(frame);
            next++;
        }
    }
}
