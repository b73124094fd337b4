package io.jpvs.kernel.dpdk;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// An option of EAL. From 25.11 on, EAL leaves the process on any mistake in their form, so jpvs has to know them all.
///
/// @param name    behind two hyphens
/// @param letter  behind one; 0 if it has none
/// @param value   whether it takes one
/// @param repeats whether it may be given more than once
record EalOption(String name, char letter, Value value, boolean repeats) {
    enum Value {
        NONE,
        /// Only as `--name=value`.
        OPTIONAL,
        REQUIRED
    }

    /// Of 21.11 to 26.07, on Linux.
    private static final List<EalOption> ALL = all();

    static Stream<EalOption> all(String name) {
        return ALL.stream().filter(option -> option.name.equals(name));
    }

    static Stream<EalOption> all(char letter) {
        return ALL.stream().filter(option -> option.letter == letter);
    }

    private static List<EalOption> all() {
        List<EalOption> all = new ArrayList<>();
        for (String option : List.of("a allow", "b block", "d driver-path", "  log-level", "  trace", "  vdev")) {
            all.add(option(option, Value.REQUIRED, true));
        }
        for (String option : List.of(
                "  base-virtaddr",
                "c coremask",
                "  file-prefix",
                "  force-max-simd-bitwidth",
                "  huge-dir",
                "  iova-mode",
                "l lcores",
                "  main-lcore",
                "  mbuf-pool-ops-name",
                "n memory-channels",
                "r memory-ranks",
                "m memory-size",
                "  numa-limit",
                "  numa-mem",
                "  proc-type",
                "S service-corelist",
                "s service-coremask",
                "  socket-limit",
                "  socket-mem",
                "  trace-bufsz",
                "  trace-dir",
                "  trace-mode",
                "  vfio-intr",
                "  vfio-vf-token")) {
            all.add(option(option, Value.REQUIRED, false));
        }
        for (String option : List.of(
                "  huge-unlink",
                "  huge-worker-stack",
                "  log-color",
                "  log-timestamp",
                "R remap-lcore-ids",
                "  syslog")) {
            all.add(option(option, Value.OPTIONAL, false));
        }
        for (String option : List.of(
                "  create-uio-dev",
                "h help",
                "  in-memory",
                "  legacy-mem",
                "  match-allocations",
                "  no-hpet",
                "  no-huge",
                "  no-pci",
                "  no-shconf",
                "  no-telemetry",
                "  single-file-segments",
                "  telemetry",
                "v version",
                "  vmware-tsc-map")) {
            all.add(option(option, Value.NONE, false));
        }
        return List.copyOf(all);
    }

    private static EalOption option(String letterAndName, Value value, boolean repeats) {
        return new EalOption(letterAndName.substring(2), letterAndName.charAt(0), value, repeats);
    }
}
