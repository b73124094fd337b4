package io.jpvs.architecture.broken.plugins.gre;

import java.lang.foreign.MemorySegment;

public record MappingHandler(MemorySegment memory) {}
