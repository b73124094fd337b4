package io.jpvs.replay;

import io.jpvs.api.ProtocolHandler;
import io.jpvs.kernel.plugin.HandlerFactory;
import io.jpvs.kernel.plugin.LoadedHandler;
import io.jpvs.plugins.icmp.IcmpHandler;
import io.jpvs.plugins.tcp.TcpHandler;
import io.jpvs.plugins.udp.UdpHandler;
import java.util.ArrayList;
import java.util.List;

/// The handlers that come with jpvs, without their jars.
public final class Handlers {
    private Handlers() {}

    public static List<LoadedHandler> shipped() {
        List<LoadedHandler> handlers = new ArrayList<>();
        for (HandlerFactory factory : List.<HandlerFactory>of(TcpHandler::new, UdpHandler::new, IcmpHandler::new)) {
            ProtocolHandler handler = factory.create();
            handlers.add(new LoadedHandler(
                    handler.getClass().getSimpleName(),
                    handler.protocols(),
                    handler.hasPorts(),
                    handler.reportsErrorsFor(),
                    factory));
        }
        return handlers;
    }
}
