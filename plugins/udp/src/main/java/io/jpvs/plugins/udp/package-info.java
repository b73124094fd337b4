/// UDP as a plugin, and the one to copy: the least that a protocol with ports and an Internet checksum needs.
@NullMarked
package io.jpvs.plugins.udp;

import org.jspecify.annotations.NullMarked;
