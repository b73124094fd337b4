package io.jpvs.architecture.broken.quic;

public record QuicHandler() {}
