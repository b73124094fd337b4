package io.jpvs.architecture.broken.kernel.util;

public record Things() {}
