/// The demo as a test: the whole balancer on DPDK, from outside.
@NullMarked
package io.jpvs.demo;

import org.jspecify.annotations.NullMarked;
