package io.jpvs.plugins.udp;

import static io.jpvs.testkit.PacketBuilder.bytes;

import io.jpvs.api.Connection;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.testkit.HandlerContract;
import io.jpvs.testkit.PacketBuilder;

final class UdpContractTest extends HandlerContract {
    @Override
    protected ProtocolHandler newHandler() {
        return new UdpHandler();
    }

    @Override
    protected PacketBuilder request(PacketBuilder ip) {
        return ip.udp(40_000, 53, bytes(1, 2, 3, 4, 5));
    }

    @Override
    protected PacketBuilder reply(PacketBuilder ip, Connection connection) {
        return ip.udp(connection.serverSelector(), connection.localSelector(), bytes(6, 7, 8, 9));
    }
}
