package io.jpvs.plugins.tcp;

import static io.jpvs.testkit.PacketBuilder.bytes;

import io.jpvs.api.Connection;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.testkit.HandlerContract;
import io.jpvs.testkit.PacketBuilder;

final class TcpContractTest extends HandlerContract {
    private static final int CLIENT_FIRST = 0x7fff_fff0;
    private static final int SERVER_FIRST = 0xffff_fff0;

    @Override
    protected ProtocolHandler newHandler() {
        return new TcpHandler();
    }

    @Override
    protected PacketBuilder request(PacketBuilder ip) {
        return ip.tcp(40_000, 80, TcpHeader.SYN, bytes(1, 2, 3))
                .sequence(CLIENT_FIRST)
                .tcpOptions(2, 4, 5, 180, 1, 3, 3, 7);
    }

    @Override
    protected PacketBuilder reply(PacketBuilder ip, Connection connection) {
        return ip.tcp(connection.serverSelector(), connection.localSelector(), TcpHeader.SYN | TcpHeader.ACK)
                .sequence(SERVER_FIRST)
                .acknowledgment(CLIENT_FIRST + 1)
                .tcpOptions(2, 4, 5, 180, 1, 3, 3, 9);
    }

    @Override
    protected boolean cutsChecksum(int quoteBytes) {
        return quoteBytes == 17;
    }
}
