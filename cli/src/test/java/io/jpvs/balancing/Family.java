package io.jpvs.balancing;

import io.jpvs.testkit.PacketBuilder;
import java.util.Arrays;

/// The topology of these tests, once for each IP version, and all in which the two versions' ICMP differs.
enum Family {
    IPV4(
            new String[] {"10.1.0.2", "10.1.0.3", "10.1.0.100", "10.1.0.1", "192.0.2.9"},
            new String[] {"10.2.0.1", "10.2.0.10", "10.2.0.11", "10.2.0.254"},
            new int[] {3 << 8 | 3, 3 << 8 | 4, 11 << 8, 12 << 8, 3 << 8 | 13}),
    IPV6(
            new String[] {"fd01::2", "fd01::3", "fd01::100", "fd01::1", "2001:db8::9"},
            new String[] {"fd02::1", "fd02::10", "fd02::11", "fd02::fe"},
            new int[] {1 << 8 | 4, 2 << 8, 3 << 8, 4 << 8, 1 << 8 | 1});

    final String client;
    final String otherClient;
    final String vip;
    /// The address of the port on the clients' side.
    final String port;
    /// Somewhere between the client and the balancer.
    final String clientRouter;

    /// The local address, which is that of the port on the servers' side.
    final String local;
    final String server;
    final String otherServer;
    /// Somewhere between the balancer and the server.
    final String serverRouter;

    /// Type in the upper, code in the lower byte; so are the others.
    final int portUnreachable;
    final int tooBig;
    final int hopLimitExceeded;
    final int parameterProblem;
    final int prohibited;

    Family(String[] clientSide, String[] serverSide, int[] errors) {
        client = clientSide[0];
        otherClient = clientSide[1];
        vip = clientSide[2];
        port = clientSide[3];
        clientRouter = clientSide[4];
        local = serverSide[0];
        server = serverSide[1];
        otherServer = serverSide[2];
        serverRouter = serverSide[3];
        portUnreachable = errors[0];
        tooBig = errors[1];
        hopLimitExceeded = errors[2];
        parameterProblem = errors[3];
        prohibited = errors[4];
    }

    boolean isIpv6() {
        return this == IPV6;
    }

    /// Returns the bytes of an IP header without options or extensions.
    int headerBytes() {
        return isIpv6() ? 40 : 20;
    }

    int icmp() {
        return isIpv6() ? 58 : 1;
    }

    int echoRequest() {
        return isIpv6() ? 128 : 8;
    }

    /// Returns how long an error of the balancer's own may be: RFC 1812 4.3.2.3, RFC 4443 2.4 (c).
    int errorLimitBytes() {
        return isIpv6() ? 1280 : 576;
    }

    /// Starts what a client sends.
    PacketBuilder fromClient() {
        return PacketBuilder.ip(client, vip);
    }

    /// Starts what the server gets of it.
    PacketBuilder toServer() {
        return PacketBuilder.ip(local, server).hopLimit(63);
    }

    /// Starts what the server answers.
    PacketBuilder fromServer() {
        return PacketBuilder.ip(server, local);
    }

    /// Starts what the client gets of it.
    PacketBuilder toClient() {
        return PacketBuilder.ip(vip, client).hopLimit(63);
    }

    /// Starts what a side sends to the balancer.
    PacketBuilder from(Side side) {
        return side == Side.CLIENT ? fromClient() : fromServer();
    }

    /// Starts what the other side gets of it.
    PacketBuilder onwardsFrom(Side side) {
        return side == Side.CLIENT ? toServer() : toClient();
    }

    /// Starts a packet that the balancer itself writes: RFC 6864 lets its identification be anything when it may
    /// not be fragmented.
    PacketBuilder own(String source, String destination) {
        return PacketBuilder.ip(source, destination).identification(0).dontFragment();
    }

    /// Writes an error of the balancer's own, which quotes as much of a packet as it may.
    byte[] report(String source, String destination, int typeAndCode, int rest, byte[] original) {
        int room = errorLimitBytes() - headerBytes() - 8;
        byte[] quote = Arrays.copyOf(original, Math.min(original.length, room));
        return own(source, destination)
                .icmp(typeAndCode >>> 8, typeAndCode & 0xff, rest, quote)
                .bytes();
    }

    /// Returns the address of one of 65,536 clients behind the client side's router.
    String farClient(int number) {
        return isIpv6() ? "fd64::1:" + Integer.toHexString(number) : "100.64." + (number >>> 8) + "." + (number & 0xff);
    }
}
