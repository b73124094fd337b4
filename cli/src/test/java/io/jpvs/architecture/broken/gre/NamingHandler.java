package io.jpvs.architecture.broken.gre;

import io.jpvs.architecture.broken.quic.QuicHandler;

public record NamingHandler(QuicHandler other) {}
