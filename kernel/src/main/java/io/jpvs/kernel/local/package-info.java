/// The balancer's own addresses: which there are and what each is for, and the free ports or identifiers on each.
@NullMarked
package io.jpvs.kernel.local;

import org.jspecify.annotations.NullMarked;
