/// Next hops and how they are found: the neighbour cache with the states of RFC 4861, and address resolution (RFC
/// 826).
@NullMarked
package io.jpvs.kernel.neighbour;

import org.jspecify.annotations.NullMarked;
