package io.jpvs.architecture.broken.kernel.service;

import io.jpvs.architecture.broken.kernel.port.LinkingPort;
import java.util.List;

public record CirclingService(List<LinkingPort> ports, LinkingPort first) {}
