package io.jpvs.architecture.broken.kernel.service;

import io.jpvs.architecture.broken.plugins.quic.QuicHandler;

public record FavouringService(QuicHandler favourite) {}
