package io.jpvs.architecture.broken.plugins.gre;

import io.jpvs.architecture.broken.api.PacketCursor;

public record SteeringHandler(PacketCursor cursor) {}
