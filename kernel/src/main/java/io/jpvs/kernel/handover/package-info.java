/// How several workers share the traffic without sharing state: which worker owns a flow, and the rings that carry
/// to it what arrives at another.
@NullMarked
package io.jpvs.kernel.handover;

import org.jspecify.annotations.NullMarked;
