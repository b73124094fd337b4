/// TCP as a plugin.
@NullMarked
package io.jpvs.tcp;

import org.jspecify.annotations.NullMarked;
