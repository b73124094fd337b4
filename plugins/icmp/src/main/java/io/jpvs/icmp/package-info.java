/// ICMP and ICMPv6 as a plugin.
@NullMarked
package io.jpvs.icmp;

import org.jspecify.annotations.NullMarked;
