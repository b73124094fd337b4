/// The connection table: records and index off the heap, staged lookups for a burst, and the timer wheel over the
/// records.
@NullMarked
package io.jpvs.kernel.table;

import org.jspecify.annotations.NullMarked;
