/// Fuzzing: targets that any fuzzer drives with bytes, the properties they check, and tests that give them a corpus
/// and a few thousand variations of it. CONTRIBUTING.md says how to run them under Jazzer.
@NullMarked
package io.jpvs.fuzz;

import org.jspecify.annotations.NullMarked;
