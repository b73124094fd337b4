/// Runs jpvs and testpmd on one in-memory device and reads what they do for the time their thread spends on a CPU.
package io.jpvs.bench.rig;
