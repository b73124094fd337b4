package io.jpvs.bench.setup;

import io.jpvs.bench.memory.Mirror;
import io.jpvs.bench.memory.Stations;
import io.jpvs.kernel.port.FramePool;
import io.jpvs.kernel.port.FrameVector;

/// Servers that accept every connection, answer every datagram, and close when the client does.
final class Servers extends End {
    private static final int SEQUENCE = 4999;

    Servers(FramePool pool) {
        super("server", Stations.SERVER_PORT, pool);
    }

    @Override
    boolean answer(long data, int lengthBytes) {
        if (Mirror.protocol(data) == Clients.UDP) {
            Mirror.turn(data);
            return true;
        }
        int flags = Mirror.flags(data);
        int next = Mirror.sequence(data) + 1;
        if (flags == Clients.SYN) {
            Mirror.turn(data);
            Mirror.segment(data, Clients.SYN | Clients.ACK, SEQUENCE, next);
            return true;
        }
        if (flags == (Clients.FIN | Clients.ACK)) {
            Mirror.turn(data);
            Mirror.segment(data, Clients.FIN | Clients.ACK, SEQUENCE + 1, next);
            return true;
        }
        return false;
    }

    @Override
    void begin(FrameVector frames, int room) {}
}
