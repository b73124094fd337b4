package io.jpvs.architecture.broken.plugins.gre;

import io.jpvs.architecture.broken.kernel.util.Things;

public record PeekingHandler(Things things) {}
