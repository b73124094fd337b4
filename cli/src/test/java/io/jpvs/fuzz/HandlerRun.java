package io.jpvs.fuzz;

import static io.jpvs.fuzz.Property.holds;

import io.jpvs.api.AddressKind;
import io.jpvs.api.Connection;
import io.jpvs.api.Direction;
import io.jpvs.api.ErrorCause;
import io.jpvs.api.Flow;
import io.jpvs.api.IpVersion;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.api.Refusal;
import io.jpvs.api.Rejection;
import io.jpvs.api.Relation;
import io.jpvs.api.Verdict;
import io.jpvs.balancing.FrameMutator;
import io.jpvs.balancing.Wire;
import io.jpvs.testkit.PacketBuilder;
import io.jpvs.testkit.TestConnection;
import io.jpvs.testkit.TestPacket;
import java.util.Arrays;

/// One run of an input through the hooks of a handler, with all that has to hold after each.
final class HandlerRun {
    private static final int ETHERNET_BYTES = 14;
    private static final int UDP = 17;
    private static final int LEAST_QUOTE_BYTES = 8;
    private static final int ERROR_ROOM_BYTES = 556;
    private static final int FAREWELL_ROOM_BYTES = 128;
    private static final int MTU = 1400;
    private static final int CLIENT_SELECTOR = 5000;
    private static final int LOCAL_SELECTOR = 1025;
    private static final int SERVICE_PORT = 80;
    private static final int SERVER_PORT = 8080;
    private static final String[][] ADDRESSES = {
        {"192.0.2.10", "198.51.100.1", "203.0.113.5", "10.200.0.9"},
        {"2001:db8:1::10", "2001:db8:2::1", "2001:db8:3::5", "fd00:200::c0a8:9"}
    };

    private final ProtocolHandler handler;
    private final int protocol;
    private final boolean isReporter;
    private final String client;
    private final String service;
    private final String local;
    private final String server;
    private final TestConnection connection;
    private final Flow flow = new Flow();
    private long nowNanos = 1;

    HandlerRun(ProtocolHandler handler, boolean ipv6) {
        this.handler = handler;
        IpVersion version = ipv6 ? IpVersion.IPV6 : IpVersion.IPV4;
        protocol = handler.protocols().stream()
                .filter(served -> served.versions().contains(version))
                .findFirst()
                .orElseThrow()
                .number();
        isReporter = handler.reportsErrorsFor().contains(version);
        String[] ends = ADDRESSES[ipv6 ? 1 : 0];
        client = ends[0];
        service = ends[1];
        local = ends[2];
        server = ends[3];
        boolean ports = handler.hasPorts();
        connection =
                new TestConnection(CLIENT_SELECTOR, ports ? SERVICE_PORT : 0, CLIENT_SELECTOR, ports ? SERVER_PORT : 0);
        holds(handler.laddrBind(connection, TestConnection.pool(LOCAL_SELECTOR)), () -> "no local selector");
    }

    /// Carries one packet through every hook.
    void take(Piece piece) {
        nowNanos += piece.nanosBefore();
        Direction direction = Direction.values()[piece.port()];
        byte[] packet = packet(piece, direction);
        if (isAllZero(packet)) {
            return;
        }
        Relation relation = lookUp(TestPacket.of(packet));
        if (relation == Relation.QUOTES) {
            quote(packet);
        } else if (relation != Relation.DROP) {
            pass(packet, direction);
        }
        if (relation != Relation.DROP) {
            answer(packet);
        }
        if (packet.length - header(packet) >= LEAST_QUOTE_BYTES) {
            lookUp(TestPacket.quote(packet));
            restore(packet, direction);
        }
        if (isReporter) {
            report(packet);
        }
        end(direction);
    }

    private byte[] packet(Piece piece, Direction direction) {
        boolean in = direction == Direction.IN;
        byte[] packet = PacketBuilder.ip(in ? client : server, in ? service : local)
                .content(protocol, piece.data())
                .bytes();
        if (piece.isRepaired()) {
            byte[] frame = FrameMutator.repair(Wire.frame("02:00:00:00:01:01", packet));
            return Arrays.copyOfRange(frame, ETHERNET_BYTES, frame.length);
        }
        return packet;
    }

    private static int header(byte[] packet) {
        return Wire.isIpv6(packet) ? 40 : 20;
    }

    /// A UDP checksum of 0 is none over IPv4, and wrong over IPv6: RFC 8200 section 8.1.
    private static boolean isRight(byte[] packet) {
        boolean without = packet[6] == UDP && Wire.isIpv6(packet) && Wire.u16(packet, 46) == 0;
        return Wire.isRight(packet) && !without && !isAllZero(packet);
    }

    /// Such a message of ICMP has a wrong checksum, 0 for 0xffff, but no sum and no update can tell the two: RFC 1624
    /// section 3.
    private static boolean isAllZero(byte[] packet) {
        int any = 0;
        for (int i = header(packet); i < packet.length; i++) {
            any |= packet[i];
        }
        return any == 0;
    }

    private Relation lookUp(TestPacket packet) {
        byte[] before = packet.bytes();
        Relation relation = handler.connLookup(packet.packet(), flow);
        holds(relation != null, () -> "connLookup says nothing");
        unchanged(packet, before, "connLookup");
        holds(relation != Relation.DROP || flow.reason().isDrop(), () -> "dropped as " + flow.reason());
        return relation;
    }

    private static void unchanged(TestPacket packet, byte[] before, String hook) {
        holds(Arrays.equals(before, packet.bytes()), () -> hook + " wrote " + Wire.hex(packet.bytes()));
        holds(packet.isIntact(), () -> hook + " wrote outside of the packet");
    }

    private void quote(byte[] bytes) {
        TestPacket packet = TestPacket.of(bytes);
        int content = packet.content().length;
        holds(flow.quoteOffset() >= 0 && flow.quoteOffset() <= content, () -> "quote at " + flow.quoteOffset());
        holds(flow.quoteBytes() >= 0, () -> "quote of " + flow.quoteBytes());
        holds(flow.kind() >= 0 && flow.kind() <= 255, () -> "type " + flow.kind());
        boolean right = handler.csumVerify(packet.packet());
        holds(right == isRight(bytes), () -> "csumVerify says " + right + ": " + Wire.hex(bytes));
        int difference = packet.readdress(service, client);
        handler.quoteChanged(packet.packet(), 0, difference);
        holds(right == isRight(packet.bytes()), () -> "quoteChanged: " + Wire.hex(packet.bytes()));
        holds(packet.isIntact(), () -> "quoteChanged wrote outside of the packet");
    }

    private void pass(byte[] bytes, Direction direction) {
        TestPacket packet = TestPacket.of(bytes);
        boolean right = handler.csumVerify(packet.packet());
        holds(right == isRight(bytes), () -> "csumVerify says " + right + ": " + Wire.hex(bytes));
        Verdict verdict = handler.stateTransition(packet.packet(), connection, direction, nowNanos);
        unchanged(packet, bytes, "stateTransition");
        holds(handler.describe(connection) != null, () -> "describes nothing");
        if (verdict.isDrop()) {
            return;
        }
        holds(connection.timeoutMillis() > 0, () -> "no timeout");
        boolean in = direction == Direction.IN;
        int difference = packet.readdress(in ? local : service, in ? server : client);
        byte[] readdressed = packet.bytes();
        boolean done = in
                ? handler.fnatIn(packet.packet(), connection, difference)
                : handler.fnatOut(packet.packet(), connection, difference);
        if (done) {
            holds(right == isRight(packet.bytes()), () -> "translated: " + Wire.hex(packet.bytes()));
            holds(packet.isIntact(), () -> "translation wrote outside of the packet");
        } else {
            unchanged(packet, readdressed, "a translation that failed");
        }
    }

    /// As in an error about what left: the quote is what had come.
    private void restore(byte[] bytes, Direction direction) {
        boolean in = direction == Direction.IN;
        TestPacket packet = TestPacket.quote(bytes);
        int difference = packet.readdress(in ? client : server, in ? service : local);
        boolean done = in
                ? handler.quoteOut(packet.packet(), connection, difference)
                : handler.quoteIn(packet.packet(), connection, difference);
        holds(packet.isIntact(), () -> "restoring " + done + " wrote outside of the quote");
    }

    private void answer(byte[] bytes) {
        TestPacket packet = TestPacket.of(bytes, bytes.length);
        if (!handler.csumVerify(packet.packet())) {
            return;
        }
        for (AddressKind kind : AddressKind.values()) {
            packet = TestPacket.of(bytes, bytes.length);
            answered(packet, bytes, handler.answer(packet.packet(), kind), "answer");
        }
        for (Refusal refusal : Refusal.values()) {
            packet = TestPacket.of(bytes, bytes.length);
            Rejection rejection = handler.reject(packet.packet(), refusal);
            answered(packet, bytes, rejection == Rejection.ANSWERED, "reject");
        }
    }

    /// The addresses have still to be exchanged, which changes no sum.
    private void answered(TestPacket packet, byte[] before, boolean isAnswer, String hook) {
        if (isAnswer) {
            holds(handler.csumVerify(packet.packet()), () -> hook + ": " + Wire.hex(packet.bytes()));
            holds(packet.isIntact(), () -> hook + " wrote outside of the packet");
        } else {
            unchanged(packet, before, hook);
        }
    }

    private void report(byte[] bytes) {
        for (ErrorCause cause : ErrorCause.values()) {
            TestPacket error = TestPacket.empty(service, client, protocol, ERROR_ROOM_BYTES);
            TestPacket original = TestPacket.of(bytes);
            int mtu = cause == ErrorCause.PACKET_TOO_BIG ? MTU : 0;
            if (handler.originate(error.packet(), cause, original.packet(), mtu)) {
                holds(handler.csumVerify(error.packet()), () -> cause + ": " + Wire.hex(error.content()));
                byte[] content = error.content();
                byte[] quoted = Arrays.copyOfRange(content, 8, content.length);
                holds(
                        Arrays.equals(quoted, Arrays.copyOf(bytes, quoted.length)),
                        () -> cause + " quotes something else: " + Wire.hex(quoted));
            }
            holds(error.isIntact(), () -> cause + " wrote outside of the error");
            unchanged(original, bytes, "originate");
        }
    }

    private void end(Direction direction) {
        boolean in = direction == Direction.IN;
        TestPacket farewell =
                TestPacket.empty(in ? local : service, in ? server : client, protocol, FAREWELL_ROOM_BYTES);
        if (connection.timeoutMillis() > 0 && handler.expire(connection, direction, farewell.packet())) {
            holds(handler.csumVerify(farewell.packet()), () -> "farewell: " + Wire.hex(farewell.content()));
        }
        holds(farewell.isIntact(), () -> "expire wrote outside of the packet");
        Connection loaded = new TestConnection(1, 2, 3, 4);
        String state = handler.describe(connection);
        if (handler.restore(loaded, state)) {
            holds(state.equals(handler.describe(loaded)), () -> state + " is restored as " + handler.describe(loaded));
        }
    }
}
