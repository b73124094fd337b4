package io.jpvs.kernel.worker;

import io.jpvs.api.Direction;
import io.jpvs.api.Packet;
import io.jpvs.api.PacketCursor;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.kernel.table.ConnectionRecord;

/// The last packets of connections that end, one to each side if the handler wants that and the rate limit lets
/// it: thousands of connections may end at once, whenever somebody wants them to.
final class Farewells {
    private final WorkerState state;
    private final OwnPackets packets;
    private final PacketCursor cursor = new PacketCursor();

    Farewells(WorkerState state) {
        this.state = state;
        this.packets = new OwnPackets(state);
    }

    void say(Lane lane, ConnectionRecord record, boolean ipv6) {
        if (lane.faults().isSuspended(state.burst.nowNanos)) {
            return;
        }
        try {
            say(lane.handler(), record, ipv6, Direction.IN);
            say(lane.handler(), record, ipv6, Direction.OUT);
        } catch (Throwable fault) { // as in the packet loop
            lane.faults().failed(fault, state.burst.nowNanos);
        }
    }

    private void say(ProtocolHandler handler, ConnectionRecord record, boolean ipv6, Direction direction) {
        Direction key = direction.reversed();
        long frame = packets.begin(ipv6, record.protocol(), cursor);
        if (frame == 0) {
            return;
        }
        if (ipv6) {
            packets.address(
                    frame,
                    record.addresses(key, 2),
                    record.addresses(key, 3),
                    record.addresses(key, 0),
                    record.addresses(key, 1));
        } else {
            packets.address(frame, 0, record.addresses(key) & 0xffff_ffffL, 0, record.addresses(key) >>> 32);
        }
        Packet farewell = cursor.packet();
        boolean isToBeSent = false;
        try {
            isToBeSent = handler.expire(record, direction, farewell) && packets.isWithinRate();
        } finally {
            if (!isToBeSent) {
                state.egress.release(frame);
            }
        }
        if (isToBeSent) {
            packets.send(frame, farewell);
        }
    }
}
