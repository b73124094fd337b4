package io.jpvs.plugins.icmp;

import static io.jpvs.testkit.PacketBuilder.bytes;

import io.jpvs.api.Connection;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.testkit.HandlerContract;
import io.jpvs.testkit.PacketBuilder;

final class IcmpContractTest extends HandlerContract {
    @Override
    protected ProtocolHandler newHandler() {
        return new IcmpHandler();
    }

    @Override
    protected PacketBuilder request(PacketBuilder ip) {
        return ip.echoRequest(0x1234, 1, bytes(1, 2, 3, 4, 5));
    }

    @Override
    protected PacketBuilder reply(PacketBuilder ip, Connection connection) {
        return ip.echoReply(connection.localSelector(), 1, bytes(1, 2, 3, 4, 5));
    }
}
