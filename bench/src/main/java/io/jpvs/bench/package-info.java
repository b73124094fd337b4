/// What is measured: parts with JMH, and the whole path.
@NullMarked
package io.jpvs.bench;

import org.jspecify.annotations.NullMarked;
