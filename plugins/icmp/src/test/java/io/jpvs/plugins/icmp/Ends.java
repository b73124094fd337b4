package io.jpvs.plugins.icmp;

import io.jpvs.api.Direction;
import io.jpvs.testkit.PacketBuilder;
import io.jpvs.testkit.TestConnection;
import io.jpvs.testkit.TestPacket;

/// The addresses of a connection in both IP versions.
enum Ends {
    IPV4("192.0.2.10", "198.51.100.1", "203.0.113.5", "10.200.0.9"),
    IPV6("2001:db8:1::10", "2001:db8:2::1", "2001:db8:3::5", "fd00:200::c0a8:9");

    final String client;
    final String vip;
    final String local;
    final String server;

    Ends(String client, String vip, String local, String server) {
        this.client = client;
        this.vip = vip;
        this.local = local;
        this.server = server;
    }

    boolean isIpv6() {
        return this == IPV6;
    }

    PacketBuilder arriving(Direction direction) {
        return direction == Direction.IN ? PacketBuilder.ip(client, vip) : PacketBuilder.ip(server, local);
    }

    PacketBuilder leaving(Direction direction) {
        return direction == Direction.IN ? PacketBuilder.ip(local, server) : PacketBuilder.ip(vip, client);
    }

    /// Starts what the balancer itself says to the client.
    PacketBuilder replying() {
        return PacketBuilder.ip(vip, client);
    }

    int translate(TestPacket packet, Direction direction) {
        return direction == Direction.IN ? packet.readdress(local, server) : packet.readdress(vip, client);
    }

    void reverse(TestPacket packet) {
        packet.readdress(vip, client);
    }

    TestConnection echo(int clientIdentifier, int localIdentifier) {
        int kind = isIpv6() ? 128 : 8;
        return new TestConnection(clientIdentifier, kind, localIdentifier, kind);
    }
}
