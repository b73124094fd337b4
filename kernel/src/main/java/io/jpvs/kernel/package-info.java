/// The balancer, which names no L4 protocol.
@NullMarked
package io.jpvs.kernel;

import org.jspecify.annotations.NullMarked;
