/// What a worker knows of the network: ports, their queues, and the frames that come and go.
///
/// DPDK ports, capture files and the in-memory ports of tests all appear as these few types, so the packet path is
/// the same code everywhere.
@NullMarked
package io.jpvs.kernel.port;

import org.jspecify.annotations.NullMarked;
