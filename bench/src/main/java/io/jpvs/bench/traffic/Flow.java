package io.jpvs.bench.traffic;

import io.jpvs.testkit.PacketBuilder;

/// An established flow, and the packets of its two directions before and after the balancer.
final class Flow {
    private static final int HOP_LIMIT = 64;
    private static final int QUOTED_BYTES = 8;
    private static final int UNREACHABLE = 3;
    private static final int UNREACHABLE_V6 = 1;
    private static final int PORT_UNREACHABLE = 3;
    private static final int PORT_UNREACHABLE_V6 = 4;

    private final Stations stations;
    private final Transport transport;
    private final String client;
    private final int clientSelector;
    private final String local;
    private final int localSelector;

    Flow(Stations stations, Transport transport, int number) {
        this.stations = stations;
        this.transport = transport;
        this.client = stations.client(number);
        this.clientSelector = stations.clientSelector(number);
        this.local = stations.local(number);
        this.localSelector = stations.localSelector(number);
    }

    /// Returns its line in a file of connections.
    String line() {
        boolean ipv6 = stations.ipv6();
        return String.join(
                "\t",
                transport.service(ipv6),
                stations.endpoint(client, clientSelector),
                stations.endpoint(stations.vip(), transport.serviceSelector(ipv6)),
                stations.endpoint(local, localSelector),
                stations.endpoint(stations.server(), transport.serverSelector(ipv6)),
                transport.state());
    }

    /// A packet of the client, and what the server has to get.
    Passage request() {
        return new Passage(
                fromClient(PacketBuilder.ip(client, stations.vip())).frame(Stations.PORT_MAC, Stations.ROUTER_MAC),
                toServer(PacketBuilder.ip(local, stations.server()).hopLimit(HOP_LIMIT - 1))
                        .frame(Stations.SERVER_MAC, Stations.PORT_MAC));
    }

    /// A packet of the server, and what the client has to get.
    Passage reply() {
        return new Passage(
                fromServer(PacketBuilder.ip(stations.server(), local)).frame(Stations.PORT_MAC, Stations.SERVER_MAC),
                toClient(PacketBuilder.ip(stations.vip(), client).hopLimit(HOP_LIMIT - 1))
                        .frame(Stations.ROUTER_MAC, Stations.PORT_MAC));
    }

    /// The client's complaint about a reply, and what the server has to get.
    Passage errorOfClient() {
        return new Passage(
                unreachable(client, stations.vip(), toClient(PacketBuilder.ip(stations.vip(), client)))
                        .frame(Stations.PORT_MAC, Stations.ROUTER_MAC),
                unreachable(local, stations.server(), fromServer(PacketBuilder.ip(stations.server(), local)))
                        .hopLimit(HOP_LIMIT - 1)
                        .frame(Stations.SERVER_MAC, Stations.PORT_MAC));
    }

    /// The server's complaint about a request, and what the client has to get.
    Passage errorOfServer() {
        return new Passage(
                unreachable(stations.server(), local, toServer(PacketBuilder.ip(local, stations.server())))
                        .frame(Stations.PORT_MAC, Stations.SERVER_MAC),
                unreachable(stations.vip(), client, fromClient(PacketBuilder.ip(client, stations.vip())))
                        .hopLimit(HOP_LIMIT - 1)
                        .frame(Stations.ROUTER_MAC, Stations.PORT_MAC));
    }

    private PacketBuilder unreachable(String from, String to, PacketBuilder about) {
        byte[] quote = PacketBuilder.quote(about.bytes(), QUOTED_BYTES);
        PacketBuilder error = PacketBuilder.ip(from, to);
        return stations.ipv6()
                ? error.icmp(UNREACHABLE_V6, PORT_UNREACHABLE_V6, 0, quote)
                : error.icmp(UNREACHABLE, PORT_UNREACHABLE, 0, quote);
    }

    private PacketBuilder fromClient(PacketBuilder ip) {
        return transport.request(ip, clientSelector, transport.servicePort());
    }

    private PacketBuilder toServer(PacketBuilder ip) {
        return transport.request(ip, localSelector, transport.serverPort());
    }

    private PacketBuilder fromServer(PacketBuilder ip) {
        return transport.reply(ip, transport.serverPort(), localSelector);
    }

    private PacketBuilder toClient(PacketBuilder ip) {
        return transport.reply(ip, transport.servicePort(), clientSelector);
    }
}
