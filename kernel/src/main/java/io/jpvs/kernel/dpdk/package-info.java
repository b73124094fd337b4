/// DPDK through the FFM API: the one package that knows `Linker`, struct layouts and DPDK's return codes.
@NullMarked
package io.jpvs.kernel.dpdk;

import org.jspecify.annotations.NullMarked;
