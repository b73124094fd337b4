package io.jpvs.kernel.dpdk;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The DPDK libraries of one ABI: the number their sonames end in, which changes once a year.
@SuppressWarnings("restricted") // libraryLookup
record Libraries(int abi, List<SymbolLookup> lookups) {
    /// 26.11 down to 21.11: what [Layout] knows, newest first.
    static final List<Integer> KNOWN_ABIS = List.of(27, 26, 25, 24, 23, 22);

    private static final List<String> NEEDED = List.of("eal", "mempool", "mbuf", "ethdev");
    private static final Pattern RELEASE = Pattern.compile("DPDK (\\d+)\\.(\\d+)\\b.*");

    /// Opens the newest complete set.
    ///
    /// @throws DpdkException if there is none
    static Libraries open(List<Integer> abis) {
        String incomplete = "";
        for (int abi : abis) {
            List<String> missing;
            // Leaving this arena unloads an incomplete set, so that two releases never live in one process.
            try (Arena attempt = Arena.ofConfined()) {
                missing = load(abi, attempt, new ArrayList<>());
                if (missing.isEmpty()) {
                    List<SymbolLookup> lookups = new ArrayList<>();
                    load(abi, Arena.global(), lookups);
                    return new Libraries(abi, List.copyOf(lookups));
                }
            }
            if (missing.size() < NEEDED.size() && incomplete.isEmpty()) {
                incomplete = "; of ABI " + abi + " these are missing: " + String.join(", ", missing);
            }
        }
        throw new DpdkException(
                "DPDK is not installed: no complete set of librte_{" + String.join(",", NEEDED) + "}.so with ABI "
                        + abis.getLast() + " to " + abis.getFirst() + " (DPDK 21.11 to 26.11) was found" + incomplete
                        + ". Fix: ./jpvs doctor names the packages, on Debian and Ubuntu: apt-get install dpdk");
    }

    private static List<String> load(int abi, Arena arena, List<SymbolLookup> lookups) {
        List<String> missing = new ArrayList<>();
        for (String name : NEEDED) {
            String file = "librte_" + name + ".so." + abi;
            try {
                lookups.add(SymbolLookup.libraryLookup(file, arena));
            } catch (IllegalArgumentException _) {
                missing.add(file);
            }
        }
        return missing;
    }

    /// Returns the address of an exported function or variable. A thread-local variable gives the calling thread's
    /// copy, so its address must not be kept.
    MemorySegment symbol(String name) {
        for (SymbolLookup lookup : lookups) {
            MemorySegment address = lookup.find(name).orElse(null);
            if (address != null) {
                return address;
            }
        }
        throw new DpdkException("the DPDK libraries of ABI " + abi + " do not export " + name
                + ": they are not a release that jpvs knows");
    }

    NativeFunction function(String name) {
        return new NativeFunction(symbol(name));
    }

    /// Checks that the libraries are of the release that their names say, so that [Layout] fits.
    ///
    /// @param version what `rte_version()` returned, such as `DPDK 22.11.11`
    void verify(String version) {
        Matcher matcher = RELEASE.matcher(version);
        if (!matcher.matches()) {
            throw new DpdkException("cannot tell the release of DPDK from '" + version + "'");
        }
        int year = Integer.parseInt(matcher.group(1));
        int month = Integer.parseInt(matcher.group(2));
        // The ABI of a November release holds until the next: 21.11 to 22.07 are 22.
        int expected = month >= 11 ? year + 1 : year;
        if (expected != abi) {
            throw new DpdkException("the DPDK libraries are named for ABI " + abi + " but say they are '" + version
                    + "', which is ABI " + expected + ". Fix: install one release of DPDK, whole");
        }
    }
}
