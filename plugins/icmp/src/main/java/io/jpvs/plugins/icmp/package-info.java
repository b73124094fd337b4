/// ICMP and ICMPv6 as a plugin: errors about balanced flows, balanced queries, and what the balancer itself says.
@NullMarked
package io.jpvs.plugins.icmp;

import org.jspecify.annotations.NullMarked;
