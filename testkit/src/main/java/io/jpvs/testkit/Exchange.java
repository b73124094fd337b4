package io.jpvs.testkit;

import io.jpvs.api.Direction;
import io.jpvs.api.IpVersion;
import java.net.InetAddress;

/// The four addresses of a translated connection, and which of them a packet bears on which leg.
final class Exchange {
    private static final Exchange IPV4 = new Exchange("192.0.2.10", "198.51.100.1", "203.0.113.5", "10.200.0.9");
    private static final Exchange IPV6 =
            new Exchange("2001:db8:1::10", "2001:db8:2::1", "2001:db8:3::5", "fd00:200::c0a8:9");

    private final byte[] client;
    private final byte[] service;
    private final byte[] local;
    private final byte[] server;

    private Exchange(String client, String service, String local, String server) {
        this.client = InetAddress.ofLiteral(client).getAddress();
        this.service = InetAddress.ofLiteral(service).getAddress();
        this.local = InetAddress.ofLiteral(local).getAddress();
        this.server = InetAddress.ofLiteral(server).getAddress();
    }

    static Exchange of(IpVersion version) {
        return version == IpVersion.IPV4 ? IPV4 : IPV6;
    }

    /// Starts a packet as it arrives at the balancer.
    PacketBuilder arriving(Direction direction) {
        return direction == Direction.IN ? PacketBuilder.ip(client, service) : PacketBuilder.ip(server, local);
    }

    /// Gives a packet that arrived the addresses with which it leaves.
    int translate(TestPacket packet, Direction direction) {
        return direction == Direction.IN ? packet.readdress(local, server) : packet.readdress(service, client);
    }

    /// Gives a packet that left in a direction the addresses with which it had arrived.
    int restore(TestPacket packet, Direction direction) {
        return direction == Direction.IN ? packet.readdress(client, service) : packet.readdress(server, local);
    }
}
