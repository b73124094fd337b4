/// TCP as a plugin: ports and checksum, the states of a connection, and resets.
@NullMarked
package io.jpvs.plugins.tcp;

import org.jspecify.annotations.NullMarked;
