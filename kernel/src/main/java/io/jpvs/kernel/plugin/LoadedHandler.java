package io.jpvs.kernel.plugin;

import io.jpvs.api.IpVersion;
import io.jpvs.api.Options;
import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import java.util.List;
import java.util.Set;

/// A handler that serves, and the way to further instances of it: each worker has its own.
///
/// @param plugin file name of the jar it is from
/// @param protocols what it serves; at least one, the first of which names its options
/// @param hasPorts whether services of it state a port
/// @param reportsErrorsFor the IP versions it writes errors for
/// @param factory builds an instance
public record LoadedHandler(
        String plugin,
        List<Protocol> protocols,
        boolean hasPorts,
        Set<IpVersion> reportsErrorsFor,
        HandlerFactory factory) {
    /// Copies the collections.
    public LoadedHandler {
        protocols = List.copyOf(protocols);
        reportsErrorsFor = Set.copyOf(reportsErrorsFor);
    }

    /// Returns the name below which its options stand: `protocols.NAME` of the configuration.
    public String optionsName() {
        return protocols.getFirst().name();
    }

    /// Builds an instance and gives it its options. Any thread may call.
    ///
    /// A `RuntimeException` of [ProtocolHandler#configure] passes as it is, since it names the line at fault.
    ///
    /// @throws PluginException if the constructor fails, or the handler's classes do not link
    public ProtocolHandler newHandler(Options options) {
        ProtocolHandler handler = factory.create();
        try {
            handler.configure(options);
        } catch (LinkageError | StackOverflowError e) {
            throw new PluginException(plugin + ": configure threw " + Failure.describe(e), e);
        }
        return handler;
    }
}
