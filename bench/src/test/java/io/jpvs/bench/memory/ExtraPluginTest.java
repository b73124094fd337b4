package io.jpvs.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jpvs.api.Protocol;
import io.jpvs.api.ProtocolHandler;
import io.jpvs.plugins.udp.UdpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// UDP's handler under another number.
class ExtraPluginTest {
    /// Defines the changed class in place of UDP's, and takes all others from there.
    private static final class Changed extends ClassLoader {
        private final byte[] bytes;

        Changed(byte[] bytes) {
            super(UdpHandler.class.getClassLoader());
            this.bytes = bytes;
        }

        ProtocolHandler handler() throws ReflectiveOperationException {
            return (ProtocolHandler) defineClass(UdpHandler.class.getName(), bytes, 0, bytes.length)
                    .getConstructor()
                    .newInstance();
        }
    }

    @Test
    void copyServesAnotherNumberUnderAnotherName() throws IOException, ReflectiveOperationException {
        try (InputStream in = Objects.requireNonNull(UdpHandler.class.getResourceAsStream("UdpHandler.class"))) {
            ProtocolHandler copy = new Changed(ExtraPlugin.renumbered(in.readAllBytes(), 3)).handler();
            List<Protocol> protocols = copy.protocols();
            assertEquals(1, protocols.size());
            assertEquals(203, protocols.getFirst().number());
            assertEquals("extra3", protocols.getFirst().name());
            assertEquals(new UdpHandler().localSelectors(), copy.localSelectors());
        }
    }
}
