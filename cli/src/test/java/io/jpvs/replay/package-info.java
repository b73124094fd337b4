/// Captures run through the balancer with the three plugins, against captures that are known to be right.
@NullMarked
package io.jpvs.replay;

import org.jspecify.annotations.NullMarked;
