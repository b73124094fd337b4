package io.jpvs.kernel.dpdk;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The options for `rte_eal_init`: the operator's, less what would end or hang the process, plus what makes a JVM a
/// good host.
final class EalArguments {
    /// Fits every pool.
    private static final int LONGEST_NULL_FRAME = 1518;

    private static final Pattern NULL_DEVICE_SIZE = Pattern.compile("^net_null.*,size=(\\d+)");

    private final List<String> words = new ArrayList<>();
    private final Set<EalOption> seen = new LinkedHashSet<>();

    private EalArguments() {}

    /// Returns the whole argument vector, program name included.
    ///
    /// @param options      the operator's, as in the configuration's `dpdk.eal`
    /// @param cpu          where DPDK's own main thread goes unless the operator says
    /// @param uniquePrefix names this process's files unless the operator says
    /// @throws DpdkException for an option that DPDK would answer by leaving the process, or that jpvs cannot serve
    static List<String> complete(List<String> options, int cpu, String uniquePrefix) {
        EalArguments given = new EalArguments();
        given.read(options);
        List<String> arguments = new ArrayList<>();
        arguments.add("jpvs");
        if (!given.has("log-level")) {
            arguments.add("--log-level=warning");
        }
        // Two processes with one prefix would take each other's memory for theirs.
        if (!given.has("in-memory") && !given.has("no-shconf") && !given.has("file-prefix")) {
            arguments.add("--file-prefix=" + uniquePrefix);
        }
        // By default EAL takes every CPU, and with them the lcore ids that worker threads register for.
        if (!given.has("lcores") && !given.has("coremask") && !given.has("remap-lcore-ids")) {
            arguments.add("--lcores=0@" + cpu);
        }
        arguments.addAll(given.words);
        return List.copyOf(arguments);
    }

    private boolean has(String name) {
        return seen.stream().anyMatch(option -> option.name().equals(name));
    }

    /// Puts each option into the form that both of EAL's parsers take, getopt_long before 25.11 and its own since.
    private void read(List<String> options) {
        for (int i = 0; i < options.size(); i++) {
            String word = options.get(i);
            if (word.indexOf('\0') >= 0) {
                throw refusal(word.replace('\0', '?'), "it contains a NUL character");
            }
            EalOption option = option(word);
            boolean isLong = word.startsWith("--");
            int attached = isLong || word.startsWith("=", 2) ? word.indexOf('=') + 1 : 2; // where a value would start
            @Nullable String value = null;
            if (isLong ? attached > 0 : word.length() > attached) {
                value = word.substring(attached);
            } else if (option.value() == EalOption.Value.REQUIRED) {
                if (++i == options.size()) {
                    throw refusal(word, "its value is missing");
                }
                value = options.get(i);
            }
            if (value != null && option.value() == EalOption.Value.NONE) {
                throw refusal(word, "it takes no value");
            }
            if (!seen.add(option) && !option.repeats()) {
                throw refusal(word, "it may be given once only");
            }
            refuseUnsafe(word, option, value == null ? "" : value);
            add(option, isLong, value);
        }
    }

    private static EalOption option(String word) {
        if (word.startsWith("--") && word.length() > 2) {
            int equals = word.indexOf('=');
            return EalOption.all(word.substring(2, equals < 0 ? word.length() : equals))
                    .findFirst()
                    .orElseThrow(() -> refusal(word, "jpvs knows no such option"));
        }
        if (word.startsWith("-") && word.length() > 1 && word.charAt(1) != ' ') {
            return EalOption.all(word.charAt(1))
                    .findFirst()
                    .orElseThrow(() -> refusal(word, "jpvs knows no such option"));
        }
        throw refusal(word, "it is not an option, nor the value of one");
    }

    private void add(EalOption option, boolean isLong, @Nullable String value) {
        if (isLong) {
            words.add("--" + option.name() + (value == null ? "" : "=" + value));
        } else if (value == null) {
            words.add("-" + option.letter());
        } else if (option.value() == EalOption.Value.OPTIONAL) {
            words.add("--" + option.name() + "=" + value);
        } else {
            words.add("-" + option.letter());
            words.add(value);
        }
    }

    private static void refuseUnsafe(String word, EalOption option, String value) {
        switch (option.name()) {
            case "help", "version" -> throw refusal(word, "it makes DPDK print and leave");
            case "log-level" -> {
                if (value.equals("help")) {
                    throw refusal(word, "it makes DPDK print and leave");
                }
            }
            case "proc-type" -> { // a secondary process waits for ever for its primary
                if (!value.equals("primary")) {
                    throw refusal(word, "jpvs is always a primary process");
                }
            }
            case "vdev" -> {
                Matcher size = NULL_DEVICE_SIZE.matcher(value);
                if (size.find()
                        && (size.group(1).length() > 4 || Integer.parseInt(size.group(1)) > LONGEST_NULL_FRAME)) {
                    throw refusal(
                            word,
                            "net_null writes such frames past the end of its buffers, which hold "
                                    + LONGEST_NULL_FRAME);
                }
            }
            default -> {}
        }
    }

    private static DpdkException refusal(String word, String reason) {
        return new DpdkException("EAL option '" + word + "': " + reason + ". Fix: correct dpdk.eal");
    }
}
