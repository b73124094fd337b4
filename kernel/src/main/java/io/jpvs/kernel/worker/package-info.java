/// The packet path: what one worker does with a burst, from the receive queue to the transmit queue.
///
/// Reading order: [Worker], [Ingress], [Lane] with its one implementation, then the rarer ways a packet may take.
@NullMarked
package io.jpvs.kernel.worker;

import org.jspecify.annotations.NullMarked;
