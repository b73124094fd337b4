package io.jpvs.architecture.broken.plugins.gre;

import io.jpvs.architecture.broken.plugins.quic.QuicHandler;

public record NamingHandler(QuicHandler other) {}
