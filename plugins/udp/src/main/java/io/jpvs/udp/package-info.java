/// UDP as a plugin.
@NullMarked
package io.jpvs.udp;

import org.jspecify.annotations.NullMarked;
