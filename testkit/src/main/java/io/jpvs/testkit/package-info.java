/// What a protocol author tests with: packets, a kernel in memory, and the contract every handler keeps.
@NullMarked
package io.jpvs.testkit;

import org.jspecify.annotations.NullMarked;
