package io.jpvs.architecture.broken.gre;

import java.lang.foreign.MemorySegment;

public record MappingHandler(MemorySegment memory) {}
