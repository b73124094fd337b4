package io.jpvs.architecture.broken.api;

import io.jpvs.architecture.broken.kernel.port.LinkingPort;

public record ReachingPacket(LinkingPort port) {}
