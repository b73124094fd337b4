/// The balancer as a whole: ports, workers and configuration put together and taken apart again.
@NullMarked
package io.jpvs.kernel;

import org.jspecify.annotations.NullMarked;
