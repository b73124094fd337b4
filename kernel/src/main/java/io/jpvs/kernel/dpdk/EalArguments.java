package io.jpvs.kernel.dpdk;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The options for `rte_eal_init`: the operator's, less what would end or hang the process, plus what makes a JVM a
/// good host.
final class EalArguments {
    private static final String SHORT_WITH_VALUE = "abcdlmnrsSAP";

    /// Fits every pool.
    private static final int LONGEST_NULL_FRAME = 1518;

    private static final Pattern NULL_DEVICE_SIZE = Pattern.compile("^net_null.*,size=(\\d+)");

    private EalArguments() {}

    /// Returns the whole argument vector, program name included.
    ///
    /// @param options      the operator's, as in the configuration's `dpdk.eal`
    /// @param cpu          where DPDK's own main thread goes unless the operator says
    /// @param uniquePrefix names this process's files unless the operator says
    /// @throws DpdkException for an option that DPDK would answer by leaving the process, or that jpvs cannot serve
    static List<String> complete(List<String> options, int cpu, String uniquePrefix) {
        refuseUnsafe(options);
        List<String> arguments = new ArrayList<>();
        arguments.add("jpvs");
        if (!hasLong(options, "log-level")) {
            arguments.add("--log-level=warning");
        }
        // Two processes with one prefix would take each other's memory for theirs.
        if (!hasLong(options, "in-memory") && !hasLong(options, "no-shconf") && !hasLong(options, "file-prefix")) {
            arguments.add("--file-prefix=" + uniquePrefix);
        }
        // By default EAL takes every CPU, and with them the lcore ids that worker threads register for.
        if (!hasShort(options, "clsS") && !hasLong(options, "lcores")) {
            arguments.add("--lcores=0@" + cpu);
        }
        arguments.addAll(options);
        return List.copyOf(arguments);
    }

    private static void refuseUnsafe(List<String> options) {
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (option.indexOf('\0') >= 0) {
                throw new DpdkException("EAL option " + (i + 1) + " contains a NUL character");
            }
            if (option.equals("--")) {
                throw new DpdkException("EAL option '--' ends the options: whatever follows would be ignored");
            }
            if (option.startsWith("--")) {
                refuseUnsafeLong(option, i + 1 < options.size() ? options.get(i + 1) : "");
            } else if (asksForHelp(option)) {
                throw leaves(option);
            }
        }
    }

    /// getopt_long takes any unambiguous beginning of a name for the name.
    private static void refuseUnsafeLong(String option, String next) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option.substring(2) : option.substring(2, equals);
        if ("help".startsWith(name) || "version".startsWith(name)) {
            throw leaves(option);
        }
        String value = equals < 0 ? next : option.substring(equals + 1);
        // A secondary process waits for ever for its primary.
        if (!name.isEmpty() && "proc-type".startsWith(name) && !value.equals("primary")) {
            throw new DpdkException("EAL option '" + option + "': jpvs is always a primary process. Fix: remove it");
        }
        Matcher size = NULL_DEVICE_SIZE.matcher(value);
        if (size.find() && (size.group(1).length() > 4 || Integer.parseInt(size.group(1)) > LONGEST_NULL_FRAME)) {
            throw new DpdkException(
                    "EAL option '" + option + "': net_null writes such frames past the end of its buffers."
                            + " Fix: a size of at most " + LONGEST_NULL_FRAME);
        }
    }

    private static boolean asksForHelp(String option) {
        if (!option.startsWith("-")) {
            return false;
        }
        for (int i = 1; i < option.length(); i++) {
            char letter = option.charAt(i);
            if (letter == 'h' || letter == 'v') {
                return true;
            }
            if (SHORT_WITH_VALUE.indexOf(letter) >= 0) {
                return false;
            }
        }
        return false;
    }

    private static DpdkException leaves(String option) {
        return new DpdkException(
                "EAL option '" + option + "' makes DPDK print and leave. Fix: remove it from dpdk.eal");
    }

    private static boolean hasLong(List<String> options, String name) {
        return options.stream().anyMatch(option -> option.equals("--" + name) || option.startsWith("--" + name + "="));
    }

    private static boolean hasShort(List<String> options, String letters) {
        return options.stream()
                .anyMatch(option ->
                        option.length() > 1 && option.charAt(0) == '-' && letters.indexOf(option.charAt(1)) >= 0);
    }
}
