/// Off-heap memory of the kernel: raw words at raw addresses, in the machine's own byte order.
///
/// Handlers never come here; packet bytes belong to [io.jpvs.api.Packet].
@NullMarked
package io.jpvs.kernel.memory;

import org.jspecify.annotations.NullMarked;
