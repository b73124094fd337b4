package io.jpvs.architecture.broken.kernel.port;

import io.jpvs.architecture.broken.kernel.service.CirclingService;
import java.lang.foreign.Linker;

public record LinkingPort(Linker linker, CirclingService service) {}
