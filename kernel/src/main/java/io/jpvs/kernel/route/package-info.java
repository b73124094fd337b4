/// Static routes: which port and which next hop a destination is reached by.
@NullMarked
package io.jpvs.kernel.route;

import org.jspecify.annotations.NullMarked;
