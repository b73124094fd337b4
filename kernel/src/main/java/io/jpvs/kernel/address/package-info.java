/// Addresses as values: parsed from configuration, printed for people, taken apart into words for the packet path.
@NullMarked
package io.jpvs.kernel.address;

import org.jspecify.annotations.NullMarked;
