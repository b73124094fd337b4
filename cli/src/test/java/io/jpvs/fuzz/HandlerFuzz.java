package io.jpvs.fuzz;

import io.jpvs.api.ProtocolHandler;
import io.jpvs.plugins.icmp.IcmpHandler;
import io.jpvs.plugins.tcp.TcpHandler;
import io.jpvs.plugins.udp.UdpHandler;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Every hook of one shipped handler over one connection. The first byte chooses the handler and the IP version, the
/// others are [Piece]s, of which each holds what is behind an IP header; its port is the side that it comes from.
final class HandlerFuzz {
    private static final List<Supplier<ProtocolHandler>> HANDLERS =
            List.of(TcpHandler::new, UdpHandler::new, IcmpHandler::new);

    private HandlerFuzz() {}

    /// Called by the fuzzer.
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int choice = (input[0] & 0xff) % (2 * HANDLERS.size());
        ProtocolHandler handler = HANDLERS.get(choice / 2).get();
        HandlerRun run = new HandlerRun(handler, choice % 2 == 1);
        for (Piece piece : Piece.parse(Arrays.copyOfRange(input, 1, input.length))) {
            run.take(piece);
        }
    }
}
