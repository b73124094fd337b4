package io.jpvs.architecture.broken.plugins.quic;

public record QuicHandler() {}
