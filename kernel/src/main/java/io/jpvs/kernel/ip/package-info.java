/// Ethernet and IP headers on the wire: offsets, checks, and the rewriting that belongs to the kernel.
@NullMarked
package io.jpvs.kernel.ip;

import org.jspecify.annotations.NullMarked;
