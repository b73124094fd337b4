/// The same packet path without DPDK, root or network: frames from memory or captures, time from whoever calls.
@NullMarked
package io.jpvs.kernel.replay;

import org.jspecify.annotations.NullMarked;
