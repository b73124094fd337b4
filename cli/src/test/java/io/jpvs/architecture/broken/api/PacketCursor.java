package io.jpvs.architecture.broken.api;

public final class PacketCursor {}
