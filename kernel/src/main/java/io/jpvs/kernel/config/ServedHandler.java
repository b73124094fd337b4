package io.jpvs.kernel.config;

import io.jpvs.api.Options;
import io.jpvs.api.Protocol;
import java.util.List;
import java.util.function.Consumer;

/// What the check of a configuration needs to know of a loaded handler.
///
/// @param protocols what it serves; the first names its options
/// @param hasPorts whether its services state ports
/// @param configure gives options to a new instance of the handler, which is then forgotten
public record ServedHandler(List<Protocol> protocols, boolean hasPorts, Consumer<Options> configure) {
    /// Copies the protocols.
    public ServedHandler {
        protocols = List.copyOf(protocols);
    }

    String optionsName() {
        return protocols.getFirst().name();
    }

    boolean serves(String name) {
        return protocols.stream().anyMatch(protocol -> protocol.name().equals(name));
    }
}
