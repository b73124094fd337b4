/// The command line: runs the kernel and talks to a running one.
@NullMarked
package io.jpvs.cli;

import org.jspecify.annotations.NullMarked;
